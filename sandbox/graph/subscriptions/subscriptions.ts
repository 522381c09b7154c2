import { randomUUID } from 'node:crypto';
import type { Behaviour } from '../../base/behaviour.js';
import type { Clock } from '../../base/clock.js';
import type { CalendarEvent } from '../../tenant/calendar/agenda.js';
import type { MailEvent } from '../../tenant/mail/mailbox.js';
import type { Tenants } from '../../tenant/tenants.js';
import { etag } from '../mail/message-view.js';
import { Messenger } from './messenger.js';
import { Outbox, type Letter } from './outbox.js';
import type { ChangeType, LifecycleEvent, Subscription } from './subscription.js';

/** A subscription is warned about when this part of its life is left. */
const warnedBefore = 0.1;

/**
 * The subscriptions of all applications: kept over a restart, ended by the clock, told of what happens to mail. What a person
 * reads in a notification is only that something happened, never what.
 */
export class Subscriptions {
  readonly #all: Record<string, Subscription>;
  readonly outbox: Outbox;
  readonly messenger: Messenger;
  readonly #clock: Clock;
  readonly #behaviour: Behaviour;
  readonly #timer: NodeJS.Timeout;

  constructor(
    readonly tenants: Tenants,
    ca: string,
  ) {
    this.#clock = tenants.clock;
    this.#behaviour = tenants.behaviour;
    this.#all = tenants.store.table('graph.subscriptions', () => ({}));
    this.messenger = new Messenger(ca);
    this.outbox = new Outbox(this.messenger, this.#behaviour, (letters) => this.#missed(letters));
    tenants.mailboxes.on('mail', (event: MailEvent) => this.#onMail(event));
    tenants.agendas.on('event', (event: CalendarEvent) => this.#onCalendar(event));
    tenants.drives.on('change', ({ drive }) => this.#onDrive(drive.id));
    this.#clock.onAdvance(() => this.lookAtTheClock());
    this.#timer = setInterval(() => this.lookAtTheClock(), 1000).unref();
  }

  active(): Subscription[] {
    const now = this.#clock.now().toISOString();
    return Object.values(this.#all).filter((it) => it.expirationDateTime > now);
  }
  find(id: string): Subscription | undefined {
    return this.active().find((it) => it.id === id);
  }
  add(subscription: Subscription): void {
    this.#all[subscription.id] = subscription;
    this.tenants.store.touch();
  }
  /** A longer life, or another authorization: the warning is over. */
  renew(subscription: Subscription, changes: Partial<Subscription>): void {
    Object.assign(subscription, changes);
    delete subscription.warnedAt;
    this.tenants.store.touch();
  }
  delete(subscription: Subscription): void {
    delete this.#all[subscription.id];
    this.tenants.store.touch();
  }

  /** What the service does by itself, asked for by hand: to one subscription, or to all. */
  requireReauthorization(id?: string): void {
    for (const it of this.#chosen(id)) this.#warn(it);
  }
  miss(id?: string): void {
    for (const it of this.#chosen(id)) if (it.kind !== 'drive') this.#lifecycle(it, 'missed'); // drives tell only of authorization
  }
  /** Ends subscriptions; whether their owners are told depends on the day. */
  lose(which: (it: Subscription) => boolean = () => true): void {
    for (const it of this.active().filter(which)) {
      this.delete(it);
      if (it.kind !== 'drive' && !this.#behaviour.webhooks.endsUnannounced) this.#lifecycle(it, 'subscriptionRemoved');
    }
  }

  lookAtTheClock(): void {
    const now = this.#clock.now().getTime();
    for (const it of Object.values(this.#all)) {
      const end = Date.parse(it.expirationDateTime);
      if (end <= now) this.delete(it);
      else if (!it.warnedAt && end - now < (end - Date.parse(it.createdAt)) * warnedBefore) this.#warn(it);
    }
  }
  async stop(): Promise<void> {
    clearInterval(this.#timer);
    this.outbox.stop();
    await this.messenger.stop();
  }

  #chosen(id: string | undefined): Subscription[] {
    return this.active().filter((it) => id === undefined || it.id === id);
  }

  /** A move is a going and a coming for folders and for those who know it by its default id; else it is a change. */
  #onMail({ box, kind, message, folderId, from }: MailEvent): void {
    for (const it of this.active()) {
      if (it.mailbox !== box.objectId || (it.kind ?? 'mail') !== 'mail') continue;
      const isHere = it.folderId === null || it.folderId === folderId;
      const wasHere = from !== undefined && (it.folderId === null || it.folderId === from.folderId);
      const id = it.isImmutable ? message.immutableId : message.restId;
      if (kind !== 'moved') {
        if (isHere) this.#notify(it, kind, id, etag(message));
        continue;
      }
      if (isHere && wasHere && it.isImmutable) {
        this.#notify(it, 'updated', id, etag(message));
        continue;
      }
      if (wasHere) this.#notify(it, 'deleted', it.isImmutable ? id : (from?.restId ?? id), etag(message));
      if (isHere) this.#notify(it, 'created', id, etag(message));
    }
  }

  /** One date of a series is told by its own id, beside the series. */
  #onCalendar({ agenda, kind, event, date }: CalendarEvent): void {
    for (const it of this.active()) {
      if (it.kind !== 'events' || it.mailbox !== agenda.objectId) continue;
      if (it.folderId !== null && it.folderId !== event.calendarId) continue;
      const tag = `W/"${Buffer.from(`${event.number} ${event.version}`).toString('base64')}"`;
      this.#notify(it, kind, agenda.ids.of(event.number, date, it.isImmutable), tag);
    }
  }

  /** Only that something in the drive is another is told; what it is, is asked of its stream of changes. */
  #onDrive(driveId: string): void {
    if (this.#behaviour.webhooks.silent) return;
    for (const it of this.active().filter(({ kind, mailbox }) => kind === 'drive' && mailbox === driveId))
      this.outbox.add(it.notificationUrl, {
        subscriptionId: it.id,
        body: {
          subscriptionId: it.id,
          clientState: it.clientState,
          expirationDateTime: it.expirationDateTime,
          subscriptionExpirationDateTime: it.expirationDateTime,
          resource: it.resource,
          tenantId: it.tenantId,
          changeType: 'updated',
          resourceData: { '@odata.type': '#Microsoft.Graph.DriveItem' },
        },
      });
  }

  #notify(it: Subscription, changeType: ChangeType, id: string, tag: string): void {
    if (this.#behaviour.webhooks.silent || !it.changeTypes.includes(changeType)) return;
    const [type, set] = it.kind === 'events' ? ['Event', 'Events'] : ['Message', 'Messages'];
    const resource = `Users/${it.mailbox}/${set}/${id}`;
    this.outbox.add(it.notificationUrl, {
      subscriptionId: it.id,
      body: {
        id: randomUUID(),
        subscriptionId: it.id,
        subscriptionExpirationDateTime: it.expirationDateTime,
        changeType,
        resource,
        resourceData: { '@odata.type': `#Microsoft.Graph.${type}`, '@odata.id': resource, '@odata.etag': tag, id },
        clientState: it.clientState,
        tenantId: it.tenantId,
      },
    });
  }
  #warn(it: Subscription): void {
    it.warnedAt = this.#clock.now().toISOString();
    this.tenants.store.touch();
    this.#lifecycle(it, 'reauthorizationRequired');
  }
  #lifecycle(it: Subscription, lifecycleEvent: LifecycleEvent): void {
    if (this.#behaviour.webhooks.silent || !it.lifecycleNotificationUrl) return;
    this.outbox.add(it.lifecycleNotificationUrl, {
      subscriptionId: it.id,
      body: {
        subscriptionId: it.id,
        subscriptionExpirationDateTime: it.expirationDateTime,
        tenantId: it.tenantId,
        clientState: it.clientState,
        lifecycleEvent,
      },
    });
  }
  /** Notifications nobody took are gone; the owner is told that some are missing. */
  #missed(letters: Letter[]): void {
    const notifications = letters.filter((it) => !('lifecycleEvent' in it.body));
    for (const id of new Set(notifications.map((it) => it.subscriptionId))) this.miss(id);
  }
}
