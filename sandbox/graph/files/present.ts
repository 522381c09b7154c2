import type { Drive, StoredItem } from '../../tenant/files/drive-item.js';
import { badRequest } from '../errors.js';
import { ok, type Call } from '../call.js';
import type { Answer } from '../../base/exchange.js';
import { visible } from './access.js';
import { etag, itemContext, itemMembers, itemType, onlyWhenAsked, selectItem, toItem } from './render.js';
import { select } from '../query.js';
import { listItem } from './list-item.js';
import { permissionsOf } from './permission-view.js';
import { thumbnailSets } from './thumbnail-view.js';

type Json = Record<string, unknown>;

/** `$expand=children($select=id,name),permissions` as names with their own options. */
export function readExpand(text: string | null): { name: string; options: URLSearchParams }[] {
  const out: { name: string; options: URLSearchParams }[] = [];
  let depth = 0;
  let part = '';
  for (const letter of `${text ?? ''},`) {
    depth += letter === '(' ? 1 : letter === ')' ? -1 : 0;
    if (letter !== ',' || depth > 0) {
      part += letter;
      continue;
    }
    const [, name = '', inner = ''] = /^\s*([\w.]+)\s*(?:\((.*)\))?\s*$/s.exec(part) ?? [];
    if (name)
      out.push({
        name,
        options: new URLSearchParams(
          inner
            .split(';')
            .map((it) => it.trim().split(/=(.*)/s).slice(0, 2) as [string, string])
            .filter(([key]) => key),
        ),
      });
    part = '';
  }
  return out;
}

/** An item as answered: what $select names, with what $expand names. */
export function present(call: Call, drive: Drive, item: StoredItem): Json {
  const expanded: Json = {};
  for (const { name, options } of readExpand(call.query.get('$expand'))) {
    switch (name) {
      case 'children':
        expanded.children = item.file
          ? []
          : visible(call, drive, call.tenants.drives.children(drive, item.id))
              .slice(0, 200)
              .map((it) =>
                select(toItem(call, drive, it), options, {
                  type: itemType,
                  always: ['id'],
                  extra: onlyWhenAsked,
                  members: itemMembers,
                }),
              );
        break;
      case 'permissions':
        expanded.permissions = permissionsOf(call, drive, item);
        break;
      case 'thumbnails':
        expanded.thumbnails = thumbnailSets(call, drive, item);
        break;
      case 'listItem':
        expanded.listItem = listItem(call, drive, item, /fields/.test(options.get('$expand') ?? ''));
        break;
      default:
        throw badRequest(
          `Parsing OData Select and Expand failed: Could not find a property named '${name}' on type '${itemType}'.`,
          'invalidRequest',
        );
    }
  }
  return { ...selectItem(call, toItem(call, drive, item)), ...expanded };
}

/** One item, with its context. */
export const itemAnswer = (call: Call, drive: Drive, item: StoredItem, status = 200): Answer =>
  ok({ '@odata.context': itemContext(call, drive), ...present(call, drive, item) }, status, {
    etag: etag(drive, item),
  });
