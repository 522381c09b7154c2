import { randomBytes } from 'node:crypto';
import type { Answer, Exchange } from '../../base/exchange.js';
import type { Router } from '../../base/router.js';
import type { Mailbox, StoredMessage } from '../../tenant/mailboxes.js';
import type { Tenants } from '../../tenant/tenants.js';
import { bodyOf, context, ok, type Call } from '../call.js';
import { badRequest, mailDenied } from '../errors.js';
import { isOthers, mailboxAt } from './access.js';
import { messageAt } from './find.js';
import { tooLarge } from './message-content.js';

const least = 2 * 1024 * 1024; // measured by others: documented as 3 MB
const most = 150 * 1024 * 1024;
const largestPart = 4 * 1024 * 1024;
const lifeMs = 24 * 3600_000;
interface Session {
  box: Mailbox;
  message: StoredMessage;
  name: string;
  contentType: string;
  isInline: boolean;
  contentId?: string;
  size: number;
  parts: Buffer[];
  received: number;
  endsAt: number;
  place: string;
}

/** Large attachments: ranges in order to an address that carries its own right and takes no token. */
export class AttachmentSessions {
  readonly #sessions = new Map<string, Session>();

  constructor(
    readonly tenants: Tenants,
    /** The host where Outlook takes bytes: another than Graph's. */
    readonly contentUrl: () => string,
  ) {}

  addRoutes(router: Router, callOf: (x: unknown) => Call): void {
    router.on('POST', '/users/:user/messages/:id/attachments/createUploadSession', (x, { user = '', id = '' }) => {
      const call = callOf(x);
      const box = mailboxAt(call, user);
      return this.#create(call, box, messageAt(box, id));
    });
  }

  #create(call: Call, box: Mailbox, message: StoredMessage): Answer {
    if (isOthers(call, box) && !call.behaviour.mail.uploadToSharedMailboxes) throw mailDenied();
    const body = bodyOf(call);
    const item = (body.AttachmentItem ?? body.attachmentItem) as Record<string, unknown> | undefined;
    const { attachmentType, name, size, contentType, isInline, contentId } = item ?? {};
    if (
      String(attachmentType).toLowerCase() !== 'file' ||
      typeof name !== 'string' ||
      !name ||
      typeof size !== 'number'
    )
      throw badRequest('The attachment item is not valid.', 'ErrorInvalidRequest');
    if (size < least)
      throw badRequest(
        'The attachment is smaller than the minimum size of an upload session.',
        'ErrorAttachmentSizeShouldNotBeLessThanMinimumSize',
      );
    if (size > most || size > call.behaviour.mail.messageSizeLimit) throw tooLarge();
    const id = randomBytes(24).toString('base64url');
    const owner = `${box.objectId}@${box.tenantId}`;
    const place = `/api/v2.0/Users('${owner}')/Messages('${message.restId}')`;
    const session: Session = {
      box,
      message,
      name,
      contentType: typeof contentType === 'string' ? contentType : 'application/octet-stream',
      isInline: isInline === true,
      ...(typeof contentId === 'string' ? { contentId } : {}),
      size,
      parts: [],
      received: 0,
      endsAt: call.clock.now().getTime() + lifeMs,
      place,
    };
    this.#sessions.set(id, session);
    return ok(
      {
        '@odata.context': context(call, 'microsoft.graph.uploadSession'),
        uploadUrl: `${this.contentUrl()}${place}/AttachmentSessions('${id}')?authtoken=${randomBytes(18).toString('base64url')}`,
        expirationDateTime: new Date(session.endsAt).toISOString(),
        nextExpectedRanges: ['0-'],
      },
      201,
    );
  }

  /** Requests to an upload address; undefined when the path is none. */
  transfer(exchange: Exchange): (() => Answer) | undefined {
    const id = /^\/api\/v2\.0\/Users\('[^']+'\)\/Messages\('[^']+'\)\/AttachmentSessions\('([^']+)'\)$/i.exec(
      decodeURIComponent(exchange.path),
    )?.[1];
    return id ? () => this.#handle(exchange, id) : undefined;
  }

  #handle(exchange: Exchange, id: string): Answer {
    const session = this.#sessions.get(id);
    if (exchange.headers.authorization)
      return refuse(
        401,
        'InvalidAuthenticationToken',
        'The upload address carries its own authorization; send no token.',
      );
    if (
      !session ||
      session.endsAt < this.tenants.clock.now().getTime() ||
      !session.box.byNumber(session.message.number)
    )
      return refuse(404, 'ErrorItemNotFound', 'The specified object was not found in the store.');
    if (exchange.method === 'GET') return { status: 200, body: this.#state(session, `${session.received}-`) };
    if (exchange.method === 'DELETE') {
      this.#sessions.delete(id);
      return { status: 204 };
    }
    if (exchange.method !== 'PUT') return refuse(405, 'ErrorInvalidRequest', 'The method is not allowed here.');
    return this.#put(exchange, id, session);
  }

  #put({ headers, body }: Exchange, id: string, session: Session): Answer {
    const range = /^bytes (\d+)-(\d+)\/(\d+)$/.exec(headers['content-range'] ?? '');
    const [from = -1, to = -1, total = -1] = (range?.slice(1) ?? []).map(Number);
    if (to - from + 1 !== body.length || total !== session.size || to >= total)
      return refuse(400, 'ErrorInvalidRequest', 'The Content-Range header is missing or does not match.');
    if (from !== session.received)
      return refuse(416, 'ErrorInvalidRange', 'The range is not the one that is expected next.');
    if (body.length > largestPart) return refuse(413, 'ErrorContentTooLarge', 'A range may have 4 MB at most.');
    session.parts.push(body);
    session.received += body.length;
    if (session.received < session.size) return { status: 200, body: this.#outlookState(session) };
    this.#sessions.delete(id);
    const { mailboxes } = this.tenants;
    const added = mailboxes.attach(session.message, {
      name: session.name,
      contentType: session.contentType,
      bytes: Buffer.concat(session.parts),
      isInline: session.isInline,
      ...(session.contentId ? { contentId: session.contentId } : {}),
    });
    mailboxes.changed(session.box, session.message, ['hasAttachments']);
    return { status: 201, headers: { location: `${this.contentUrl()}${session.place}/Attachments('${added.id}')` } };
  }

  #state(session: Session, next: string): object {
    return { expirationDateTime: new Date(session.endsAt).toISOString(), nextExpectedRanges: [next] };
  }
  /** Outlook's own spelling: capital letters, and a number without a dash. */
  #outlookState(session: Session): object {
    return {
      '@odata.context': `${this.contentUrl()}/api/v2.0/$metadata#Users('')/Messages('')/AttachmentSessions/$entity`,
      ExpirationDateTime: new Date(session.endsAt).toISOString(),
      NextExpectedRanges: [String(session.received)],
    };
  }
}

const refuse = (status: number, code: string, message: string): Answer => ({
  status,
  body: { error: { code, message } },
});
