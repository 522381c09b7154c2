import { useEffect } from 'react';
import type { Filing, FileRequest, Matches, Reason, RecordView, Reply } from '../../../contract/api.js';
import type { FileAnswer } from '../../../contract/filing.js';
import type { AttachmentsChoice } from '../../../contract/files.js';
import { sortError } from '../../api/errors.js';
import { whenToTryAgain } from '../../api/outbox.js';
import type { Doing } from '../../components/describe-problem.js';
import { isDecoration, type Attachment, type Item } from '../../office/item.js';
import { t } from '../../text/text.js';
import { announce } from '../../ui/announce.js';
import { matchesKey, usePane, withFilings } from '../pane.js';
import { useActions, type Action, type Failure } from './actions.js';
import { undoable, type Choices } from './choices.js';
import { answersTo, knownKey } from './known.js';

export interface FilingActions {
  isFiling: boolean;
  failure: Failure | undefined;
  /** What was begun with another mail and has not ended well, or not at all. */
  elsewhere: Action | undefined;
  /** The failure was read: of this mail, or of the one that is named. */
  dismiss(itemId?: string): void;
  /** Files the mail to a record with what is ticked. Without a network, or when asked to wait, the wish is kept and goes out later. */
  file(record: RecordView, reason: Reason | undefined): Promise<void>;
  unfile(filing: Filing): Promise<void>;
  retry(filing: Filing): Promise<void>;
  /** Says what becomes of a file whose name is taken in the folder. */
  answer(filing: Filing, file: string, answer: FileAnswer): Promise<void>;
}

/** Whether a file goes along: as the organisation chose, else as the person chose, else everything but pictures of text and signature, and links. */
export const isTaken = (choices: Choices, it: Attachment, policy: AttachmentsChoice = 'ask'): boolean =>
  it.kind !== 'cloud' &&
  policy !== 'never' &&
  (policy === 'always' ? !isDecoration(it) : (choices.attachments[it.id] ?? !isDecoration(it)));

/** The writes of one mail. Before each the open item is compared; after each the screen shows what the server said. */
export function useFiling(item: Item): FilingActions {
  const { host, api, cache, outbox, choices, actions } = usePane();
  const { own, other } = useActions(actions, item.id);
  const isFiling = own?.kind === 'filing';
  const show = (filings: Filing[]) => cache.change(matchesKey(item.internetMessageId), withFilings(filings));
  useEffect(() => {
    if (actions.all().get(item.id)?.kind === 'left') actions.end(item.id); // back where they were
  }, [actions, item.id]);
  const isStillOpen = () => {
    if (host.openItemId() === item.id) return true;
    actions.begin({ kind: 'left', item });
    return false;
  };
  const attempt = async (doing: Doing, act: () => Promise<void>) => {
    if (doing === 'file') actions.begin({ kind: 'filing', item });
    else actions.end(item.id);
    try {
      await act();
      actions.end(item.id);
    } catch (thrown) {
      actions.begin({
        kind: 'failed',
        item,
        failure: {
          error: sortError(thrown),
          doing,
          again: () => {
            void attempt(doing, act);
          },
        },
      });
    }
  };

  const send = async (request: FileRequest, record: RecordView) => {
    try {
      const { filings } = await api.call('POST /filings', { body: request });
      show(filings);
      choices.reset(item.id, undoable(filings));
      announce(t('file.announce', { name: record.displayName }));
    } catch (thrown) {
      const later = whenToTryAgain(sortError(thrown), Date.now());
      if (!later) throw thrown;
      outbox.add({ itemId: item.id, request, recordName: record.displayName, ...later });
    }
  };

  return {
    isFiling,
    failure: own?.kind === 'failed' ? own.failure : undefined,
    elsewhere: other,
    dismiss: (itemId = item.id) => actions.end(itemId),
    async file(record, reason) {
      if (isFiling || !isStillOpen()) return;
      const chosen = choices.of(item.id);
      const policy = cache.read<Matches>(matchesKey(item.internetMessageId))?.files?.attachments;
      const attachmentIds = item.attachments.filter((it) => isTaken(chosen, it, policy)).map((it) => it.id);
      const told = cache.read<Reply<'POST /filings/known'>>(knownKey(item.id, record, attachmentIds));
      const request: FileRequest = {
        mailbox: host.mailbox.address,
        messageId: item.id,
        internetMessageId: item.internetMessageId,
        records: [{ module: record.module, id: record.id, ...(reason ? { reason } : {}) }],
        attachmentIds,
        answers: answersTo(told, chosen),
        saveCopy: chosen.saveCopy,
      };
      await attempt('file', () => send(request, record));
    },
    async unfile(filing) {
      if (!isStillOpen()) return;
      await attempt('unfile', async () => {
        show([await api.call('POST /filings/:id/unfile', { params: { id: filing.id } })]);
        choices.change(item.id, { undo: undefined });
        announce(t('file.unannounce', { name: filing.record.displayName }));
      });
    },
    retry: (filing) =>
      attempt('retry', async () => {
        show([await api.call('POST /filings/:id/retry', { params: { id: filing.id } })]);
      }),
    answer: ({ id }, file, answer) =>
      attempt('retry', async () => {
        show([await api.call('POST /filings/:id/files/:file/answer', { params: { id, file }, body: { answer } })]);
      }),
  };
}
