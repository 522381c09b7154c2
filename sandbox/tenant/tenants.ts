import type { Behaviour } from '../base/behaviour.js';
import type { Clock } from '../base/clock.js';
import type { Store } from '../base/store.js';
import { Agendas } from './calendar/agendas.js';
import { Meetings } from './calendar/meetings.js';
import { OnlineMeetings } from './calendar/online-meetings.js';
import { seedCalendars } from './calendar/seed.js';
import { Drives } from './files/drives.js';
import { Groups } from './groups.js';
import { Mailboxes, type Mail } from './mailboxes.js';
import { seedMail } from './seed.js';
import { seedFiles } from './files/seed/files.js';
import { Sites } from './files/sites.js';

/** What the imitated Microsoft 365 holds. Filled with the company's post the first time. */
export class Tenants {
  readonly mailboxes: Mailboxes;
  readonly groups: Groups;
  readonly sites: Sites;
  readonly drives: Drives;
  readonly agendas: Agendas;
  readonly meetings: Meetings;
  readonly onlineMeetings: OnlineMeetings;

  constructor(
    readonly store: Store,
    readonly clock: Clock,
    readonly behaviour: Behaviour,
  ) {
    this.mailboxes = new Mailboxes(store, clock, behaviour);
    this.groups = new Groups(store);
    this.sites = new Sites(store);
    this.drives = new Drives(store, clock, behaviour, this.groups, this.sites);
    this.agendas = new Agendas(store, clock);
    this.meetings = new Meetings(this.agendas, this.mailboxes, behaviour);
    this.onlineMeetings = new OnlineMeetings(store, clock);
    if (this.mailboxes.isEmpty) seedMail(this.mailboxes, clock.now());
    if (this.drives.isEmpty) seedFiles(this.drives, clock.now());
    if (this.agendas.isEmpty) seedCalendars(this.agendas, clock.now());
  }

  deliver(mail: Mail): string {
    return this.mailboxes.deliver(mail);
  }
}
