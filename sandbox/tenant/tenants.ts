import type { Behaviour } from '../base/behaviour.js';
import type { Clock } from '../base/clock.js';
import type { Store } from '../base/store.js';
import { Drives } from './drives.js';
import { Mailboxes, type Mail } from './mailboxes.js';
import { seedMail } from './seed.js';

/** What the imitated Microsoft 365 holds. Filled with the company's post the first time. */
export class Tenants {
  readonly mailboxes: Mailboxes;
  readonly drives: Drives;

  constructor(
    readonly store: Store,
    readonly clock: Clock,
    readonly behaviour: Behaviour,
  ) {
    this.mailboxes = new Mailboxes(store, clock, behaviour);
    this.drives = new Drives(store, clock);
    if (this.mailboxes.isEmpty) seedMail(this.mailboxes, clock.now());
  }

  deliver(mail: Mail): string {
    return this.mailboxes.deliver(mail);
  }
}
