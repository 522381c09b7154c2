import { createHash, randomUUID } from 'node:crypto';
import type { Clock } from '../../base/clock.js';
import type { Store } from '../../base/store.js';
import { conferenceIdOf, newJoinUrl } from './teams.js';

/** A Teams meeting without an event in a calendar. */
export interface StoredMeeting {
  id: string;
  tenantId: string;
  organizerId: string;
  externalId: string | null;
  subject: string | null;
  startDateTime: string;
  endDateTime: string;
  creationDateTime: string;
  joinWebUrl: string;
  conferenceId: string;
}

export class OnlineMeetings {
  readonly #all: StoredMeeting[];
  constructor(
    readonly store: Store,
    readonly clock: Clock,
  ) {
    this.#all = store.table('onlineMeetings', () => []);
  }

  of(organizerId: string): StoredMeeting[] {
    return this.#all.filter((it) => it.organizerId === organizerId);
  }
  add(
    wanted: Pick<StoredMeeting, 'tenantId' | 'organizerId' | 'subject' | 'startDateTime' | 'endDateTime'> & {
      externalId?: string;
    },
  ): StoredMeeting {
    const joinWebUrl = newJoinUrl(wanted.tenantId, wanted.organizerId);
    const id = Buffer.from(
      `1*${wanted.organizerId}*0**19:meeting_${createHash('md5').update(randomUUID()).digest('hex')}@thread.v2`,
    ).toString('base64');
    const meeting: StoredMeeting = {
      externalId: null,
      ...wanted,
      id,
      creationDateTime: this.clock.now().toISOString(),
      joinWebUrl,
      conferenceId: conferenceIdOf(joinWebUrl),
    };
    this.#all.push(meeting);
    this.store.touch();
    return meeting;
  }
  change(
    meeting: StoredMeeting,
    changes: Partial<Pick<StoredMeeting, 'subject' | 'startDateTime' | 'endDateTime'>>,
  ): void {
    Object.assign(meeting, changes);
    this.store.touch();
  }
  remove(meeting: StoredMeeting): void {
    this.#all.splice(this.#all.indexOf(meeting), 1);
    this.store.touch();
  }
}
