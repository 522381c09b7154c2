import { resourceMistakes } from './single-sign-on.js';
import { surfaces } from './surfaces.js';

interface Unified {
  authorization?: { permissions?: { resourceSpecific?: { name: string }[] } };
  validDomains?: string[];
  webApplicationInfo?: { id?: string; resource?: string };
  extensions?: {
    runtimes?: { code?: { page?: string }; actions?: { id: string; pinnable?: boolean }[] }[];
    ribbons?: Ribbon[];
  }[];
}
interface Ribbon {
  contexts?: string[];
  tabs?: { groups?: { id: string; controls?: { id: string; actionId: string }[] }[] }[];
}

/** What the schema of the unified manifest does not see: whether it says the same as manifest.xml, and whether its names lead somewhere. */
export function findUnifiedMistakes(text: string): string[] {
  let manifest: Unified;
  try {
    manifest = JSON.parse(text) as Unified;
  } catch (thrown) {
    return [`The JSON is not well formed: ${(thrown as Error).message}`];
  }
  const [extension = {}] = manifest.extensions ?? [];
  const { runtimes = [], ribbons = [] } = extension;
  const actions = runtimes.flatMap((it) => it.actions ?? []);
  const groups = ribbons.flatMap((it) => it.tabs ?? []).flatMap((it) => it.groups ?? []);
  const ids = groups.flatMap((it) => [it.id, ...(it.controls ?? []).map((control) => control.id)]);
  const permissions = (manifest.authorization?.permissions?.resourceSpecific ?? []).map((it) => it.name);
  return [
    ...surfaces.flatMap(({ json, mayPin }) => {
      const found = ribbons.filter((it) => it.contexts?.includes(json));
      if (found.length !== 1) return [`The context ${json} stands ${found.length} times instead of once.`];
      const opened = controlsOf(found).map((it) => actions.find((action) => action.id === it.actionId));
      return !mayPin && opened.some((it) => it?.pinnable) ? [`${json} cannot be pinned.`] : [];
    }),
    ...controlsOf(ribbons)
      .filter((it) => !actions.some((action) => action.id === it.actionId))
      .map((it) => `The button ${it.id} asks for the action ${it.actionId}, which no runtime has.`),
    ...ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `The id ${id} is used twice.`),
    ...runtimes
      .map((it) => it.code?.page ?? '')
      .filter((page) => !URL.canParse(page) || !manifest.validDomains?.includes(new URL(page).host))
      .map((page) => `The page ${page} is not on one of validDomains.`),
    ...resourceMistakes(
      manifest.webApplicationInfo?.id ?? '',
      manifest.webApplicationInfo?.resource ?? '',
      manifest.validDomains ?? [],
    ),
    ...(permissions.join() === 'MailboxItem.ReadWrite.User'
      ? []
      : ['The permission must be MailboxItem.ReadWrite.User, as in manifest.xml.']),
  ];
}
const controlsOf = (ribbons: Ribbon[]) =>
  ribbons
    .flatMap((it) => it.tabs ?? [])
    .flatMap((it) => it.groups ?? [])
    .flatMap((it) => it.controls ?? []);
