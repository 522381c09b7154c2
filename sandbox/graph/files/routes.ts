import type { Answer } from '../../base/exchange.js';
import type { Router } from '../../base/router.js';
import type { Drive, Role, StoredItem } from '../../tenant/files/drive-item.js';
import type { Call } from '../call.js';
import { driveAt, itemAt, nothingThere } from './access.js';

export interface At {
  call: Call;
  drive: Drive;
  item: StoredItem;
}
type Params = Record<string, string>;
export interface FileRoutes {
  /** A request about an item (`path` follows `/drives/{drive}/items/{item}`), with the right it takes. */
  item(
    method: string,
    path: string,
    wanted: Role,
    answer: (at: At, params: Params) => Answer | Promise<Answer>,
  ): FileRoutes;
  /** A request about something named by a path that is not there yet; `item` is the last folder that is. */
  missing(method: string, path: string, answer: (at: At & { names: string[] }) => Answer | Promise<Answer>): FileRoutes;
  drive(method: string, path: string, answer: (at: { call: Call; drive: Drive }, params: Params) => Answer): FileRoutes;
}

/** Asked last: whatever else is wanted of a path to nothing. */
export function addMissing(router: Router, callOf: (x: unknown) => Call): void {
  for (const method of ['GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE'])
    router.on(method, '/drives/:drive/missing/*', (x, { drive = '' }) => {
      const call = callOf(x);
      throw nothingThere(call, driveAt(call, drive));
    });
}

/** The drive and the item are looked up, and the right on them is checked, before any handler runs. */
export function fileRoutes(router: Router, callOf: (x: unknown) => Call): FileRoutes {
  const routes: FileRoutes = {
    item(method, path, wanted, answer) {
      router.on(method, `/drives/:drive/items/:item${path}`, (x, params) => {
        const call = callOf(x);
        const drive = driveAt(call, params.drive ?? '');
        return answer({ call, drive, item: itemAt(call, drive, params.item ?? '', wanted) }, params);
      });
      return routes;
    },
    missing(method, path, answer) {
      router.on(method, `/drives/:drive/missing/:item/:names${path}`, (x, params) => {
        const call = callOf(x);
        const drive = driveAt(call, params.drive ?? '');
        const item = itemAt(call, drive, params.item ?? '', 'write');
        return answer({ call, drive, item, names: (params.names ?? '').split('/').filter(Boolean) });
      });
      return routes;
    },
    drive(method, path, answer) {
      router.on(method, `/drives/:drive${path}`, (x, params) => {
        const call = callOf(x);
        return answer({ call, drive: driveAt(call, params.drive ?? '') }, params);
      });
      return routes;
    },
  };
  return routes;
}
