import type { Answer, Exchange } from '../../base/exchange.js';
import { drawThumbnail } from '../../tenant/files/draw-thumbnail.js';
import type { Drives } from '../../tenant/files/drives.js';
import { bodyOf, collection, context, ok } from '../call.js';
import { badRequest, GraphRefusal, notFoundFile } from '../errors.js';
import { pageOf } from '../query.js';
import type { FileAddresses } from './addresses.js';
import type { FileRoutes } from './routes.js';
import { edgeOf, hasThumbnails, thumbnail, thumbnailSets } from './thumbnail-view.js';

/** Ways to see a file without its application: a short-lived page to embed, and small pictures. */
export function addPreviews(routes: FileRoutes): void {
  routes
    .item('POST', '/preview', 'read', ({ call, drive, item }) => {
      if (drive.driveType === 'personal')
        throw new GraphRefusal(
          400,
          'notSupported',
          'Preview is only available for SharePoint and OneDrive for Business.',
        );
      if (!item.file) throw badRequest('A folder has no preview.', 'invalidRequest');
      const { page = '' } = bodyOf(call);
      return ok({
        '@odata.context': context(call, 'microsoft.graph.itemPreviewInfo'),
        getUrl: call.files.preview(
          drive,
          item,
          typeof page === 'string' || typeof page === 'number' ? String(page) : '',
        ),
        postParameters: null,
        postUrl: null,
      });
    })
    .item('GET', '/thumbnails', 'read', ({ call, drive, item }) => {
      const select = call.query.get('$select') ?? call.query.get('select');
      const sizes = select?.split(',').map((it) => it.trim()) ?? [];
      const custom = Object.fromEntries(
        sizes.filter((it) => edgeOf(it)).map((it) => [it, thumbnail(call, drive, item, it)]),
      );
      const items =
        sizes.length > 0 && hasThumbnails(item) ? [{ id: '0', ...custom }] : thumbnailSets(call, drive, item);
      return collection(
        call,
        `drives('${encodeURIComponent(drive.id)}')/items('${item.id}')/thumbnails`,
        pageOf(
          {
            items,
            type: 'microsoft.graph.thumbnailSet',
            options: ['$top'],
            pageSize: 100,
            largestPage: 100,
            always: ['id'],
          },
          call.query,
        ),
      );
    })
    .item('GET', '/thumbnails/:set/:size', 'read', ({ call, drive, item }, { set = '', size = '' }) => {
      if (set !== '0' || !edgeOf(size) || !hasThumbnails(item)) throw notFoundFile();
      return ok({
        '@odata.context': context(call, 'microsoft.graph.thumbnail'),
        ...thumbnail(call, drive, item, size),
      });
    })
    .item('GET', '/thumbnails/:set/:size/content', 'read', ({ call, drive, item }, { set = '', size = '' }) => {
      if (set !== '0' || !edgeOf(size) || !hasThumbnails(item)) throw notFoundFile();
      return { status: 302, headers: { location: call.files.thumbnail(drive, item, size) } };
    });
}

/** The picture behind a thumbnail's address: the image itself when it is one, else a page drawn for it. */
export function thumbnailPicture(drives: Drives, addresses: FileAddresses, exchange: Exchange): Answer {
  const signed = addresses.read('thumbnail', exchange.path.slice('/thumbnail/'.length));
  const item = signed && drives.find(signed.driveId)?.items[signed.itemId];
  if (!item?.file)
    return { status: 404, body: { error: { code: 'itemNotFound', message: 'The resource could not be found.' } } };
  const isPicture = /^image\/(png|jpeg|gif)$/.test(item.file.mimeType);
  return {
    status: 200,
    headers: {
      'content-type': isPicture ? item.file.mimeType : 'image/png',
      'cache-control': 'private, max-age=3600',
      'access-control-allow-origin': '*',
    },
    body: isPicture ? drives.bytes(item) : drawThumbnail(item.name, edgeOf(signed?.more.split(' ')[0] ?? '') ?? 96),
  };
}
