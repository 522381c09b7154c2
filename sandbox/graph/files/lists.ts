import type { Router } from '../../base/router.js';
import type { Drive } from '../../tenant/files/drive-item.js';
import { collection, context, ok, type Call } from '../call.js';
import { fileDenied, notFoundFile } from '../errors.js';
import { pageOf } from '../query.js';
import { driveAt } from './access.js';
import { requireDrive } from './drives.js';
import { identity } from './render.js';
import { mayOpenSite } from './sites.js';

/** Libraries as the lists they are. Other lists are not imitated. */
export function toList(call: Call, drive: Drive): Record<string, unknown> {
  const root = call.tenants.drives.root(drive);
  return {
    '@odata.etag': `"${drive.ids.listId},${root.version}"`,
    createdDateTime: drive.createdDateTime,
    description: '',
    eTag: `"${drive.ids.listId},${root.version}"`,
    id: drive.ids.listId,
    lastModifiedDateTime: root.lastModifiedDateTime,
    name: drive.webPath.split('/').pop(),
    webUrl: call.files.place(drive),
    displayName: drive.name,
    createdBy: identity(root.createdBy),
    parentReference: { siteId: drive.ids.siteId },
    list: {
      contentTypesEnabled: false,
      hidden: false,
      template: drive.driveType === 'documentLibrary' ? 'documentLibrary' : 'mySiteDocumentLibrary',
    },
  };
}

export function addLists(router: Router, callOf: (x: unknown) => Call): void {
  const libraries = (call: Call, id: string): Drive[] => {
    const site = call.tenants.sites.find(call.caller.tid, id);
    if (!site) throw notFoundFile();
    if (!mayOpenSite(call, site)) throw fileDenied();
    return call.tenants.drives.ofSite(site);
  };
  router
    .on('GET', '/sites/:site/lists', (x, { site = '' }) => {
      const call = callOf(x);
      const items = libraries(call, site).map((it) => toList(call, it));
      return collection(
        call,
        'lists',
        pageOf(
          {
            items,
            type: 'microsoft.graph.list',
            options: ['$top', '$filter', '$count'],
            pageSize: 100,
            largestPage: 500,
            always: ['id'],
          },
          call.query,
        ),
      );
    })
    .on('GET', '/sites/:site/lists/:list', (x, { site = '', list = '' }) => {
      const call = callOf(x);
      const drive = libraries(call, site).find(
        (it) => it.ids.listId === list || it.name.toLowerCase() === list.toLowerCase(),
      );
      if (!drive) throw notFoundFile();
      return ok({ '@odata.context': context(call, 'lists/$entity'), ...toList(call, drive) });
    })
    .on('GET', '/drives/:drive/list', (x, { drive: id = '' }) => {
      const call = callOf(x);
      const drive = driveAt(call, id);
      requireDrive(call, drive);
      return ok({ '@odata.context': context(call, 'lists/$entity'), ...toList(call, drive) });
    });
}
