import { randomBytes } from 'node:crypto';
import type { Answer, Exchange } from '../base/exchange.js';
import type { Router } from '../base/router.js';
import type { Drive } from '../tenant/drives.js';
import { bodyOf, context, ok, type Call } from './call.js';
import { clashOf, driveAt, entity, itemAt, parentFor, putBytes, requireName, type Clash } from './drive-items.js';
import { GraphRefusal, nameTaken } from './errors.js';

const step = 320 * 1024;
const largestPart = 60 * 1024 * 1024;
interface Session {
  call: Call;
  drive: Drive;
  parentId: string;
  name: string;
  clash: Clash;
  parts: Buffer[];
  received: number;
  total?: number;
  endsAt: number;
}

/**
 * Upload sessions of OneDrive. The upload address carries its own right: a token sent there is refused, as the service
 * refuses it. Parts come in order, each but the last a multiple of 320 KiB.
 */
export class UploadSessions {
  readonly #sessions = new Map<string, Session>();

  addRoutes(router: Router, callOf: (x: unknown) => Call): void {
    router
      .on(
        'POST',
        '/drives/:drive/missing/:item/:path/createUploadSession',
        (x, { drive = '', item = '', path = '' }) => {
          const call = callOf(x);
          const found = driveAt(call, drive);
          return this.#create(call, found, parentFor(call, found, itemAt(call, found, item, true).id, path));
        },
      )
      .on('POST', '/drives/:drive/items/:item/createUploadSession', (x, { drive = '', item = '' }) => {
        const call = callOf(x);
        const found = driveAt(call, drive);
        const it = itemAt(call, found, item, true);
        return this.#create(call, found, { parentId: it.parentId ?? '', name: it.name });
      });
  }

  #create(call: Call, drive: Drive, { parentId, name }: { parentId: string; name: string }): Answer {
    const { item = {} } = bodyOf(call) as { item?: Record<string, unknown> };
    const wanted = typeof item.name === 'string' ? item.name : name;
    requireName(wanted);
    const clash = clashOf(item['@microsoft.graph.conflictBehavior'], 'fail');
    if (clash === 'fail' && call.tenants.drives.child(drive, parentId, wanted)) throw nameTaken();
    if (typeof item.fileSize === 'number' && item.fileSize > drive.quotaBytes - call.tenants.drives.used(drive))
      throw new GraphRefusal(507, 'quotaLimitReached', 'The user has reached their quota limit.');
    const id = randomBytes(24).toString('base64url');
    const endsAt = call.clock.now().getTime() + 15 * 60_000;
    this.#sessions.set(id, { call, drive, parentId, name: wanted, clash, parts: [], received: 0, endsAt });
    return ok({
      '@odata.context': context(call, 'microsoft.graph.uploadSession'),
      expirationDateTime: new Date(endsAt).toISOString(),
      nextExpectedRanges: ['0-'],
      uploadUrl: `${call.contentUrl}/upload/${id}`,
    });
  }

  /** Requests to an upload address. */
  handle(exchange: Exchange, id: string): Answer {
    const session = this.#sessions.get(id);
    const refuse = (status: number, code: string, message: string): Answer => ({
      status,
      body: { error: { code, message } },
    });
    if (exchange.headers.authorization)
      return refuse(401, 'unauthenticated', 'The upload address carries its own authorization; send no token.');
    if (!session || session.endsAt < session.call.clock.now().getTime())
      return refuse(404, 'itemNotFound', 'The upload session was not found.');
    if (exchange.method === 'GET') return { status: 200, body: this.#state(session) };
    if (exchange.method === 'DELETE') {
      this.#sessions.delete(id);
      return { status: 204 };
    }
    if (exchange.method !== 'PUT') return refuse(405, 'methodNotAllowed', 'The method is not allowed here.');
    const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(exchange.headers['content-range'] ?? '');
    const [from, to, total] = (range?.slice(1) ?? []).map(Number) as [number?, number?, number?];
    if (from === undefined || to === undefined || total === undefined || to - from + 1 !== exchange.body.length)
      return refuse(400, 'invalidRequest', 'The Content-Range header is missing or does not match the content.');
    if (session.total !== undefined && session.total !== total)
      return refuse(400, 'invalidRequest', 'The total size must stay the same.');
    if (from !== session.received) return refuse(416, 'invalidRange', 'The uploaded range overlaps or leaves a gap.');
    const isLast = to + 1 === total;
    if (exchange.body.length > largestPart || (!isLast && exchange.body.length % step !== 0))
      return refuse(400, 'invalidRequest', 'Each part must be a multiple of 320 KiB and smaller than 60 MiB.');
    session.total = total;
    session.parts.push(exchange.body);
    session.received += exchange.body.length;
    session.endsAt = session.call.clock.now().getTime() + 15 * 60_000;
    if (!isLast) return { status: 202, body: this.#state(session) };
    try {
      const { item, isNew } = putBytes(
        session.call,
        session.drive,
        session.parentId,
        session.name,
        Buffer.concat(session.parts),
        '',
        session.clash,
      );
      this.#sessions.delete(id);
      return ok(entity(session.call, session.drive, item), isNew ? 201 : 200);
    } catch (thrown) {
      if (thrown instanceof GraphRefusal) return refuse(thrown.status, thrown.code, thrown.message);
      throw thrown;
    }
  }

  #state(session: Session): object {
    return { expirationDateTime: new Date(session.endsAt).toISOString(), nextExpectedRanges: [`${session.received}-`] };
  }
}
