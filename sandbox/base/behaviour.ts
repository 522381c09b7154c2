import { usualCalendarBehaviour, type CalendarBehaviour } from './calendar-behaviour.js';
import { usualFileBehaviour, type FileBehaviour } from './file-behaviour.js';

/**
 * How the imitated Microsoft 365 behaves beyond single requests: the service's own limits, and each of its known bad habits as a
 * switch. Set by tests, by hand from the page's menu, or by `PATCH /sandbox/behaviour`. `reset` is a good day.
 */
export interface BehaviourSettings {
  /** How long the service takes, for measuring: once a request, and for each item it answers. */
  timing: { requestMs: number; itemMs: number };
  throttling: {
    /** Requests at a time for one application in one mailbox. */
    inFlight: number;
    /** Requests within ten minutes for one application in one mailbox; 0 switches the count off. */
    requestsInTenMinutes: number;
    /** Bytes uploaded within five minutes, likewise. */
    uploadBytesInFiveMinutes: number;
  };
  mail: {
    /** A new message can be seen only after this time. */
    visibleAfterMs: number;
    /** The largest message that can be sent. */
    messageSizeLimit: number;
    /** The copy in Sent Items has another immutable id than the draft had. */
    sentCopyGetsNewId: boolean;
    /** Object ids of people whose mailbox is not in Exchange Online. */
    onPremises: string[];
    /** Large attachments can be uploaded to shared mailboxes with a person's token. */
    uploadToSharedMailboxes: boolean;
    /** Of reads that come at the same time, some are refused with ErrorAccessDenied. */
    deniesParallelReads: boolean;
  };
  delta: {
    /** Changed items hold only their changed members. */
    sparse: boolean;
    /** Each page brings the last item of the page before once more. */
    repeats: boolean;
    /** Every second page is empty. */
    emptyPages: boolean;
    /** A round that never ends: the same link is given again, or other links to the same page. */
    endless: 'no' | 'same-link' | 'same-page';
    /** After so many pages of one round the state is gone (410); 0 never. */
    goneAfterPages: number;
    /** A stream that is filtered by time ends after so many messages, and does not say so. */
    filteredLimit: number;
    /** With immutable ids, a move shows in the folder it came from and not in the one it went to. */
    hidesMovedIn: boolean;
  };
  webhooks: {
    /** Nothing is posted, and nobody is told. */
    silent: boolean;
    /** Waits before a failed notification is posted again; hours at the service, moments here. */
    retryAfterMs: number[];
    /** Notifications within this time go out in one post. */
    collectMs: number;
    /** Subscriptions end without a lifecycle notification. */
    endsUnannounced: boolean;
  };
  files: FileBehaviour;
  calendar: CalendarBehaviour;
  /** Service plans that no licence holds, by the names Graph gives them. */
  withoutPlans: { names: string[] };
  /** Of all requests, this share is refused at random with one of the statuses. */
  random: { share: number; statuses: number[]; retryAfterSeconds: number };
}

export const goodDay = (): BehaviourSettings => ({
  timing: { requestMs: 0, itemMs: 0 },
  throttling: { inFlight: 4, requestsInTenMinutes: 10_000, uploadBytesInFiveMinutes: 150 * 1024 * 1024 },
  mail: {
    visibleAfterMs: 0,
    messageSizeLimit: 35 * 1024 * 1024,
    sentCopyGetsNewId: false,
    onPremises: [],
    uploadToSharedMailboxes: false,
    deniesParallelReads: false,
  },
  delta: {
    sparse: false,
    repeats: false,
    emptyPages: false,
    endless: 'no',
    goneAfterPages: 0,
    filteredLimit: 5_000,
    hidesMovedIn: false,
  },
  webhooks: { silent: false, retryAfterMs: [200, 500, 1000, 2000], collectMs: 100, endsUnannounced: false },
  files: usualFileBehaviour(),
  calendar: usualCalendarBehaviour(),
  withoutPlans: { names: [] },
  random: { share: 0, statuses: [503, 504], retryAfterSeconds: 1 },
});

export class Behaviour implements BehaviourSettings {
  timing = goodDay().timing;
  throttling = goodDay().throttling;
  mail = goodDay().mail;
  delta = goodDay().delta;
  webhooks = goodDay().webhooks;
  files = goodDay().files;
  calendar = goodDay().calendar;
  withoutPlans = goodDay().withoutPlans;
  random = goodDay().random;

  reset(): void {
    Object.assign(this, goodDay());
  }
  /** Changes the named settings and leaves the others. Unknown names are refused with what there is. */
  change(wanted: { [K in keyof BehaviourSettings]?: Partial<BehaviourSettings[K]> }): void {
    for (const [group, values] of Object.entries(wanted) as [keyof BehaviourSettings, object][]) {
      const known = goodDay()[group] as object | undefined;
      if (!known) throw new Error(`There is no ${group}; there are ${Object.keys(goodDay()).join(', ')}.`);
      for (const name of Object.keys(values))
        if (!(name in known))
          throw new Error(`There is no ${group}.${name}; there are ${Object.keys(known).join(', ')}.`);
      Object.assign(this[group], values);
    }
  }
  settings(): BehaviourSettings {
    const { timing, throttling, mail, delta, webhooks, files, calendar, withoutPlans, random } = this;
    return { timing, throttling, mail, delta, webhooks, files, calendar, withoutPlans, random };
  }
}
