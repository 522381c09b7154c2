import { createHash } from 'node:crypto';
import type { Answer, Exchange } from '../../base/exchange.js';
import { quickXorHash } from '../../tenant/files/quick-xor-hash.js';
import type { Drives } from '../../tenant/files/drives.js';
import { badRequest, GraphRefusal } from '../errors.js';
import type { FileAddresses } from './addresses.js';
import { isKnown } from './conditions.js';
import { clashOf } from './names.js';
import { itemAnswer } from './present.js';
import { ensureFolders, putContent } from './put.js';
import type { At, FileRoutes } from './routes.js';

const smallUpload = 250 * 1024 * 1024;

/** The bytes of files: asked for by a redirect, put whole. */
export function addContent(routes: FileRoutes): void {
  routes
    .item('GET', '/content', 'read', ({ call, drive, item }) => {
      if (!item.file) throw badRequest('You cannot get content for a folder', 'notAFile');
      if (call.query.get('format')) throw new GraphRefusal(406, 'notSupported', 'The sandbox converts no files.');
      return isKnown(call, drive, item)
        ? { status: 304 }
        : { status: 302, headers: { location: call.files.download(drive, item) } };
    })
    .item('PUT', '/content', 'write', (at) => {
      if (!at.item.file) throw badRequest('The item is a folder.', 'invalidRequest');
      return put(at, at.item.parentId ?? '', at.item.name);
    })
    .missing('PUT', '/content', ({ names, ...at }) => {
      const name = names.pop() ?? '';
      return put(at, ensureFolders(at.call, at.drive, at.item, names).id, name);
    });
}

function put({ call, drive }: At, parentId: string, name: string): Answer {
  const { body } = call.exchange;
  if (body.length > smallUpload)
    throw new GraphRefusal(
      413,
      'invalidRequest',
      'The request is too large. Use an upload session.',
      {},
      'maxFileSizeExceeded',
    );
  const { item, isNew } = putContent(call, {
    drive,
    parentId,
    name,
    clash: clashOf(call.query.get('@microsoft.graph.conflictBehavior'), 'replace'),
    size: body.length,
    keep: () => ({ blob: call.tenants.store.putBlob(body), size: body.length, quickXorHash: quickXorHash(body) }),
  });
  return itemAnswer(call, drive, item, isNew ? 201 : 200);
}

/** What a download address answers: the bytes, or the range of them that was asked for. No token is needed, none is looked at. */
export function download(drives: Drives, addresses: FileAddresses, exchange: Exchange): Answer {
  const signed = addresses.read('download', exchange.path.slice('/download/'.length));
  const drive = signed && drives.find(signed.driveId);
  const item = drive?.items[signed?.itemId ?? ''];
  if (!item?.file)
    return { status: 404, body: { error: { code: 'itemNotFound', message: 'The resource could not be found.' } } };
  const { size, blob, mimeType } = item.file;
  const [, first, last] = /^bytes=(\d*)-(\d*)$/.exec(exchange.headers.range ?? '') ?? [];
  const start = first ? Number(first) : last ? Math.max(0, size - Number(last)) : 0;
  const end = first && last ? Math.min(Number(last), size - 1) : size - 1;
  const isPart = first !== undefined && (first !== '' || last !== '');
  if (isPart && (start >= size || end < start))
    return {
      status: 416,
      headers: { 'content-range': `bytes */${size}` },
      body: { error: { code: 'invalidRange', message: 'The range is not there.' } },
    };
  return {
    status: isPart ? 206 : 200,
    headers: {
      'content-type': mimeType,
      'content-length': String(end - start + 1),
      'content-disposition': `attachment; filename*=UTF-8''${encodeURIComponent(item.name)}`,
      'accept-ranges': 'bytes',
      etag: `"${createHash('sha256').update(blob).digest('base64url').slice(0, 22)}"`,
      ...(isPart ? { 'content-range': `bytes ${start}-${end}/${size}` } : {}),
    },
    body: exchange.method === 'HEAD' ? undefined : drives.store.streamBlob(blob, start, end),
  };
}
