import type { OpenExtension, StoredEvent } from '../../tenant/calendar/shapes.js';
import { badRequest, GraphRefusal } from '../errors.js';
import { readExtended } from '../mail/message-content.js';

type Extras = Pick<StoredEvent, 'extended' | 'multiExtended' | 'extensions'>;

/** Properties of applications that a body brings along; the same name again takes the place of the old value. */
export function takeExtras(event: Extras, body: Record<string, unknown>): void {
  for (const it of readExtended(body.singleValueExtendedProperties)) put(event.extended, it);
  const lists = (body.multiValueExtendedProperties ?? []) as { id?: unknown; value?: unknown }[];
  for (const { id, value } of lists) {
    readExtended([
      {
        id: String(id)
          .replace(/Array /i, ' ')
          .trim(),
        value: '',
      },
    ]);
    if (!Array.isArray(value)) throw badRequest('The extended property is not valid.', 'ErrorInvalidExtendedProperty');
    put(event.multiExtended, { id: String(id), value: value.map(String) });
  }
  for (const it of (body.extensions ?? []) as Record<string, unknown>[]) addExtension(event, it);
}
function put<T extends { id: string }>(list: T[], it: T): void {
  const at = list.findIndex(({ id }) => id.toLowerCase() === it.id.toLowerCase());
  if (at < 0) list.push(it);
  else list[at] = it;
}

/** An open extension by its name; a name that is there already is a conflict. */
export function addExtension(event: Extras, body: Record<string, unknown>): OpenExtension {
  const name = body.extensionName;
  if (typeof name !== 'string' || !name) throw badRequest('The extension name is missing.', 'ErrorInvalidExtension');
  if (findExtension(event, name))
    throw new GraphRefusal(409, 'ErrorExtensionAlreadyExists', `An extension with the name '${name}' already exists.`);
  const extension: OpenExtension = {
    id: `Microsoft.OutlookServices.OpenTypeExtension.${name}`,
    members: { extensionName: name, ...membersOf(body) },
  };
  event.extensions.push(extension);
  return extension;
}
export const membersOf = (body: Record<string, unknown>): Record<string, unknown> =>
  Object.fromEntries(Object.entries(body).filter(([name]) => !name.includes('@odata') && name !== 'id'));
export const findExtension = (
  { extensions }: Pick<StoredEvent, 'extensions'>,
  name: string,
): OpenExtension | undefined => extensions.find(({ id, members }) => members.extensionName === name || id === name);
