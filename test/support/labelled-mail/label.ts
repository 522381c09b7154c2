import type { MailItem } from '../../../server/workloads/mail/mail-item.js';
import { ada, type RecordName } from './company.js';

export type Level = 'high' | 'medium' | 'low';
/** A mail of Ada's mailbox with what somebody who knows the company says it belongs to. */
export interface LabelledMail {
  family: string;
  name: string;
  item: MailItem;
  /** Records the mail is about, and how sure one can be from addresses, threading and codes. */
  belongs: Partial<Record<RecordName, Level>>;
}
export interface Draft extends Partial<Omit<MailItem, 'from' | 'participants'>> {
  from?: string;
  to?: string[];
  cc?: string[];
  bcc?: string[];
}

/** A family of mails that are alike in one respect. Times go on by a minute from `start`. */
export function family(name: string, start: string) {
  const mails: LabelledMail[] = [];
  const began = Date.parse(start);
  const add = (title: string, draft: Draft, belongs: LabelledMail['belongs'] = {}): string => {
    const { from = ada, to = from === ada ? [] : [ada], cc = [], bcc = [], ...more } = draft;
    const n = mails.length + 1;
    const id = `${name.replace(/\W/g, '-')}-${n}`;
    const role = (kind: 'from' | 'to' | 'cc' | 'bcc', list: string[]) =>
      list.map((address) => ({ role: kind, address, name: '' }));
    const at = new Date(began + n * 60_000).toISOString();
    const internetMessageId = more.internetMessageId ?? `<${id}@mail.example>`;
    mails.push({
      family: name,
      name: title,
      belongs,
      item: {
        graphId: `graph-${id}`,
        changeKey: 'CQAAABYA',
        conversationId: `conversation-${id}`,
        folderGraphId: 'inbox',
        receivedDateTime: at,
        sentDateTime: at,
        subject: title,
        preview: '',
        from: { address: from, name: '' },
        participants: [...role('from', [from]), ...role('to', to), ...role('cc', cc), ...role('bcc', bcc)],
        hasAttachments: false,
        importance: 'normal',
        sensitivity: 'normal',
        categories: [],
        isDraft: false,
        isBulk: false,
        isInvitation: false,
        references: [],
        ...more,
        internetMessageId,
      },
    });
    return internetMessageId;
  };
  return { mails, add };
}
