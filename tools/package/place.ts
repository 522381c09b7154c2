import { createHash } from 'node:crypto';
import { all, child, readXml, type Element } from '../manifest/xml.js';

/** Where the product stands, and under which ids Microsoft knows it. */
export interface Place {
  /** https, without a path. */
  baseUrl: string;
  /** Of the add-in; an update keeps it. */
  id: string;
  /** Of the application's registration. */
  clientId: string;
  /** Three numbers; the project's own where none is given. An update needs a higher one. */
  version?: string;
  /** Who may sign in with the registration; work and school accounts where nothing is said. */
  accounts?: Accounts;
}
/**
 * `organizations`: work and school accounts of every organisation; `all`: personal ones (Outlook.com) too. One organisation alone is not
 * offered: the pages sign in over Microsoft's address for all of them, where such a registration is refused (AADSTS50194).
 */
export type Accounts = (typeof kindsOfAccounts)[number];
const kindsOfAccounts = ['organizations', 'all'] as const;
const isKind = (text: string): text is Accounts => kindsOfAccounts.some((it) => it === text);

const placeholder = { host: 'coherence-365.example', clientId: '00000000-0000-0000-0000-000000000000' };
const isGuid = (text: string) => /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(text);

/** Reads what was asked for; what is wrong with it comes back as sentences. */
export function readPlace(asked: Partial<Omit<Place, 'accounts'>> & { accounts?: string }): Place | string[] {
  const { baseUrl = '', id = '', clientId = '', version, accounts = 'organizations' } = asked;
  const url = URL.canParse(baseUrl) ? new URL(baseUrl) : undefined;
  const mistakes = [
    ...(url?.protocol === 'https:' && url.pathname === '/' && !url.search
      ? []
      : ['--base-url must be the https address of your server without a path, like https://coherence.example.com']),
    ...(isGuid(clientId) ? [] : ['--client-id must be the application (client) id of your registration']),
    ...(isGuid(id)
      ? []
      : ['--id must be a GUID of your own for the add-in; keep it for every update (npm run package -- --help)']),
    ...(version === undefined || /^(0|[1-9]\d{0,4})([.](0|[1-9]\d{0,4})){2}$/.test(version)
      ? []
      : ['--version must be three numbers, like 1.0.1, and higher than what is deployed']),
    ...(isKind(accounts)
      ? []
      : ['--accounts must be organizations (work and school accounts) or all (personal Outlook.com accounts too)']),
  ];
  if (mistakes.length > 0 || !url || !isKind(accounts)) return mistakes;
  return { baseUrl: url.origin, id, clientId, accounts, ...(version === undefined ? {} : { version }) };
}

/** manifest.xml with your address and ids in the place of the placeholders. */
export function placeXml(xml: string, { baseUrl, id, clientId, version }: Place): string {
  const placed = inPlace(xml, { baseUrl, clientId }).replace(/<Id>[^<]+<\/Id>/, `<Id>${id}</Id>`);
  return version === undefined
    ? placed
    : placed.replace(/<Version>[^<]+<\/Version>/, `<Version>${version}.0</Version>`);
}

/** The unified manifest, hiding the other one, with a file for each language that the other one speaks. */
export async function placeUnified(
  text: string,
  xml: string,
  place: Place,
): Promise<{ manifest: string; files: Record<string, string> }> {
  const manifest = JSON.parse(inPlace(text, place)) as Unified;
  manifest.id = unifiedId(place.id);
  manifest.version = place.version ?? manifest.version;
  for (const it of manifest.extensions.flatMap(({ alternates = [] }) => alternates))
    it.hide.customOfficeAddin.officeAddinId = place.id;
  const files = languageFiles(manifest, await readXml(xml));
  manifest.localizationInfo.additionalLanguages = Object.keys(files).map((file) => ({
    languageTag: file.replace(/[.]json$/, ''),
    file,
  }));
  return { manifest: `${JSON.stringify(manifest, null, 2)}\n`, files };
}

interface Unified {
  id: string;
  version: string;
  name: { short: string };
  description: { short: string; full: string };
  localizationInfo: { additionalLanguages: { languageTag: string; file: string }[] };
  extensions: {
    alternates?: { hide: { customOfficeAddin: { officeAddinId: string } } }[];
    ribbons: { tabs: { groups: { controls: { supertip: { description: string } }[] }[] }[] }[];
  }[];
}

function inPlace(text: string, { baseUrl, clientId }: Pick<Place, 'baseUrl' | 'clientId'>): string {
  const { host } = new URL(baseUrl);
  return text.replaceAll(placeholder.clientId, clientId).replaceAll(placeholder.host, host);
}

/** Both packages may be uploaded: Microsoft wants them told apart. The same for the same id. */
function unifiedId(id: string): string {
  const hash = createHash('sha256').update(`unified ${id.toLowerCase()}`).digest('hex');
  return `${hash.slice(0, 8)}-${hash.slice(8, 12)}-5${hash.slice(13, 16)}-a${hash.slice(17, 20)}-${hash.slice(20, 32)}`;
}

/** The languages of manifest.xml, told as the unified manifest wants them: a file for each, by the place of each text. */
function languageFiles(manifest: Unified, xml: Element): Record<string, string> {
  const texts = [child(xml, 'Description'), ...all(xml, 'String')].filter((it) => it !== undefined);
  const said = (text: string, locale: string) =>
    texts.find((it) => it.attributes.DefaultValue === text)?.children.find((it) => it.attributes.Locale === locale)
      ?.attributes.Value;
  const locales = [...new Set(texts.flatMap((it) => it.children.map((one) => one.attributes.Locale ?? '')))];
  return Object.fromEntries(
    locales.map((locale) => {
      const description = child(xml, 'Description')?.children.find((it) => it.attributes.Locale === locale);
      const words: Record<string, string> = {
        $schema: 'https://developer.microsoft.com/json-schemas/teams/v1.24/MicrosoftTeams.Localization.schema.json',
        'name.short': manifest.name.short,
        'description.short': shortened(description?.attributes.Value ?? manifest.description.short, 80),
        'description.full': description?.attributes.Value ?? manifest.description.full,
      };
      manifest.extensions[0]?.ribbons.forEach(({ tabs }, ribbon) => {
        const tip = tabs[0]?.groups[0]?.controls[0]?.supertip.description ?? '';
        const there = said(tip, locale);
        if (there) words[`extensions[0].ribbons[${ribbon}].tabs[0].groups[0].controls[0].supertip.description`] = there;
      });
      return [`${locale.toLowerCase()}.json`, `${JSON.stringify(words, null, 2)}\n`];
    }),
  );
}
const shortened = (text: string, most: number): string =>
  text.length <= most ? text : `${text.slice(0, most - 1).replace(/[\s,]+\S*$/, '')}…`;
