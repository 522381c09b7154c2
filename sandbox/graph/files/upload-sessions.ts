import { randomBytes } from 'node:crypto';
import type { Answer, Exchange } from '../../base/exchange.js';
import type { Store } from '../../base/store.js';
import type { Caller } from '../../entra/tokens.js';
import type { StoredItem } from '../../tenant/files/drive-item.js';
import type { Drives } from '../../tenant/files/drives.js';
import { bodyOf, context, ok, textOf, type Call } from '../call.js';
import { badRequest, GraphRefusal, nameTaken, notFoundFile } from '../errors.js';
import { requireMatch, requireUnlocked } from './conditions.js';
import { clashOf, requireName, requirePathLength, type Clash } from './names.js';
import { itemAnswer } from './present.js';
import { ensureFolders, putContent, quotaReached } from './put.js';
import type { At, FileRoutes } from './routes.js';
import { UploadedBytes } from './uploaded-bytes.js';

const step = 320 * 1024;
const largestPart = 60 * 1024 * 1024;
const idleMs = 15 * 60_000; // the end moves on with each part ...
const longestMs = 24 * 3600_000; // ... but the address itself ends after about a day

interface Session {
  id: string;
  driveId: string;
  parentId: string;
  name: string;
  clash: Clash;
  caller: Caller;
  waitsForCommit: boolean;
  fileSize?: number;
  total?: number;
  startedAt: number;
  endsAt: number;
  times?: StoredItem['clientTimes'];
}

/**
 * Upload sessions of OneDrive. The upload address carries its own right: a token sent there is refused, as the service
 * refuses it. Parts come in order, each but the last a multiple of 320 KiB. With a data folder sessions and what arrived
 * survive a restart.
 */
export class UploadSessions {
  readonly #sessions: Record<string, Session>;
  readonly #bytes = new Map<string, UploadedBytes>();

  constructor(
    readonly drives: Drives,
    readonly store: Store,
    readonly callFor: (caller: Caller, exchange: Exchange) => Call,
  ) {
    this.#sessions = store.table('files.uploads', () => ({}));
  }

  addRoutes(routes: FileRoutes): void {
    routes
      .missing('POST', '/createUploadSession', ({ names, ...at }) => {
        const name = names.pop() ?? '';
        return this.#create(at, ensureFolders(at.call, at.drive, at.item, names).id, name);
      })
      .item('POST', '/createUploadSession', 'write', (at) => {
        if (!at.item.file) throw badRequest('The item is a folder.', 'invalidRequest');
        return this.#create(at, at.item.parentId ?? '', at.item.name, at.item);
      })
      .item('PUT', '', 'write', ({ call, drive, item }) =>
        item.file
          ? this.#commitBySource(call, drive.id, item.parentId ?? '', item.name)
          : this.#commitBySource(call, drive.id, item.id),
      )
      .missing('PUT', '', ({ call, drive, item, names }) => {
        const name = names.pop() ?? '';
        return this.#commitBySource(call, drive.id, ensureFolders(call, drive, item, names).id, name);
      });
  }

  #create({ call, drive }: At, parentId: string, nameInPath: string, existing?: StoredItem): Answer {
    const { item = {}, deferCommit } = bodyOf(call) as { item?: Record<string, unknown>; deferCommit?: boolean };
    const name = textOf(item.name, nameInPath);
    const now = call.clock.now().getTime();
    requireName(name, { drive, parentId, isFolder: false });
    requirePathLength(call, drive, parentId, name);
    const clash = clashOf(
      item['@microsoft.graph.conflictBehavior'],
      existing && existing.name === name ? 'replace' : 'fail',
    );
    const there = this.drives.child(drive, parentId, name);
    if (there && (clash === 'fail' || !there.file)) throw nameTaken();
    if (there && clash === 'replace') {
      requireMatch(call, drive, there, 'notAllowed');
      requireUnlocked(call, there);
    }
    if (this.drives.settings.openSessionBlocksName && this.#isOpen(drive.id, parentId, name, now)) throw nameTaken();
    const fileSize = typeof item.fileSize === 'number' ? item.fileSize : undefined;
    if (fileSize !== undefined && fileSize > drive.quotaBytes - this.drives.used(drive)) throw quotaReached();
    const id = randomBytes(24).toString('base64url');
    this.#sessions[id] = {
      id,
      driveId: drive.id,
      parentId,
      name,
      clash,
      caller: call.caller,
      waitsForCommit: deferCommit === true,
      ...(fileSize === undefined ? {} : { fileSize }),
      ...(item.fileSystemInfo ? { times: item.fileSystemInfo } : {}),
      startedAt: now,
      endsAt: now + idleMs,
    };
    this.store.keep();
    return ok({
      '@odata.context': context(call, 'microsoft.graph.uploadSession'),
      expirationDateTime: new Date(now + idleMs).toISOString(),
      nextExpectedRanges: ['0-'],
      uploadUrl: call.files.upload(id),
    });
  }

  /** Requests to an upload address. */
  handle(exchange: Exchange, id: string): Answer {
    try {
      return this.#handle(exchange, id);
    } catch (thrown) {
      if (!(thrown instanceof GraphRefusal)) throw thrown;
      return thrown.toAnswer(id.slice(0, 8), id.slice(0, 8), this.drives.clock.now());
    }
  }
  #handle(exchange: Exchange, id: string): Answer {
    if (exchange.headers.authorization)
      throw new GraphRefusal(
        401,
        'unauthenticated',
        'The upload address carries its own authorization; send no token.',
      );
    const session = this.#open(id);
    switch (exchange.method) {
      case 'GET':
        return { status: 200, body: this.#state(session) };
      case 'DELETE':
        this.#forget(session);
        return { status: 204 };
      case 'PUT':
        return this.#take(exchange, session);
      case 'POST':
        if (exchange.body.length > 0)
          throw badRequest('The request to complete an upload has no content.', 'invalidRequest');
        return this.#commit(session, exchange);
      default:
        throw new GraphRefusal(405, 'methodNotAllowed', 'The method is not allowed here.');
    }
  }

  #take(exchange: Exchange, session: Session): Answer {
    const { body } = exchange;
    const bytes = this.#bytesOf(session);
    const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(exchange.headers['content-range'] ?? '');
    const [from = -1, to = -1, total = -1] = (range?.slice(1) ?? []).map(Number);
    if (!range || to - from + 1 !== body.length || to >= total)
      throw badRequest('The Content-Range header is missing or malformed.', 'invalidRequest');
    const known = session.total ?? session.fileSize;
    if (known !== undefined && known !== total)
      throw badRequest(
        'Declared total size does not match that of the upload session.',
        'invalidRequest',
        'fragmentLengthMismatch',
      );
    if (from < bytes.size)
      throw new GraphRefusal(
        416,
        'invalidRange',
        'Uploaded fragment overlaps with existing data.',
        {},
        'fragmentOverlap',
      );
    if (from > bytes.size)
      throw new GraphRefusal(416, 'invalidRange', 'Uploaded fragment is out of order.', {}, 'fragmentOutOfOrder');
    const isLast = to + 1 === total;
    if (body.length >= largestPart || (!isLast && body.length % step !== 0))
      throw badRequest('Each part must be a multiple of 320 KiB and smaller than 60 MiB.', 'invalidRequest');
    session.total = total;
    bytes.append(body);
    session.endsAt = Math.min(this.drives.clock.now().getTime() + idleMs, session.startedAt + longestMs);
    this.store.touch(); // how much arrived is told by the bytes themselves
    return isLast && !session.waitsForCommit
      ? this.#commit(session, exchange)
      : { status: 202, body: this.#state(session) };
  }

  #commit(
    session: Session,
    exchange: Exchange,
    as: Partial<Pick<Session, 'parentId' | 'name' | 'clash'>> = {},
  ): Answer {
    const bytes = this.#bytesOf(session);
    const drive = this.drives.find(session.driveId);
    if (!drive || session.total === undefined || bytes.size !== session.total)
      throw badRequest('The upload is not complete.', 'invalidRequest', 'uploadSessionIncomplete');
    const call = this.callFor(session.caller, exchange);
    if (!drive.items[as.parentId ?? session.parentId]) throw notFoundFile();
    const { parentId, name, clash } = { ...session, ...as };
    const { item, isNew } = putContent(call, {
      drive,
      parentId,
      name,
      clash,
      size: bytes.size,
      keep: () => bytes.keep(),
    });
    if (session.times) item.clientTimes = { ...item.clientTimes, ...session.times };
    this.#forget(session);
    return itemAnswer(call, drive, item, isNew ? 201 : 200);
  }
  /** `PUT` of an item with `@microsoft.graph.sourceUrl`: completes a session, under another name if the first was taken. */
  #commitBySource(call: Call, driveId: string, parentId: string, name?: string): Answer {
    const body = bodyOf(call);
    const session = this.#open(textOf(body['@microsoft.graph.sourceUrl']).split('/').pop() ?? '');
    if (session.driveId !== driveId) throw badRequest('The upload session belongs to another drive.', 'invalidRequest');
    return this.#commit(session, call.exchange, {
      parentId,
      name: textOf(body.name, name ?? session.name),
      clash: clashOf(body['@microsoft.graph.conflictBehavior'], session.clash),
    });
  }

  #open(id: string): Session {
    const session = this.#sessions[id];
    if (session && session.endsAt > this.drives.clock.now().getTime()) return session;
    if (session) this.#forget(session);
    throw new GraphRefusal(404, 'itemNotFound', 'The upload session was not found', {}, 'uploadSessionNotFound');
  }
  #isOpen(driveId: string, parentId: string, name: string, now: number): boolean {
    return Object.values(this.#sessions).some(
      (it) =>
        it.driveId === driveId &&
        it.parentId === parentId &&
        it.endsAt > now &&
        it.name.toLowerCase() === name.toLowerCase(),
    );
  }
  #bytesOf(session: Session): UploadedBytes {
    const bytes = this.#bytes.get(session.id) ?? new UploadedBytes(this.store, session.id);
    this.#bytes.set(session.id, bytes);
    return bytes;
  }
  #forget(session: Session): void {
    this.#bytesOf(session).discard();
    this.#bytes.delete(session.id);
    delete this.#sessions[session.id];
    this.store.touch();
  }
  #state(session: Session): object {
    const { size } = this.#bytesOf(session);
    return {
      expirationDateTime: new Date(session.endsAt).toISOString(),
      nextExpectedRanges: size === session.total ? [] : [`${size}-`],
    };
  }
}
