import { useState } from 'react';
import type { Filing, FileRequest, Reason, RecordView } from '../../../contract/api.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { whenToTryAgain } from '../../api/outbox.js';
import type { Doing } from '../../components/describe-problem.js';
import { isDecoration, type Attachment, type Item } from '../../office/item.js';
import { t } from '../../text/text.js';
import { announce } from '../../ui/announce.js';
import { matchesKey, usePane, withFilings } from '../pane.js';
import { undoable, type Choices } from './choices.js';

export interface Failure {
  error: PaneError;
  doing: Doing;
  again(): void;
}
export interface FilingActions {
  isFiling: boolean;
  failure: Failure | undefined;
  dismiss(): void;
  /** Files the mail to a record with what is ticked. Without a network, or when asked to wait, the wish is kept and goes out later. */
  file(record: RecordView, reason: Reason | undefined): Promise<void>;
  unfile(filing: Filing): Promise<void>;
  retry(filing: Filing): Promise<void>;
}

/** Whether a file goes along: as the person chose, else everything but pictures of text and signature, and links. */
export const isTaken = (choices: Choices, it: Attachment): boolean =>
  it.kind !== 'cloud' && (choices.attachments[it.id] ?? !isDecoration(it));

/** The writes of one mail. Before each the open item is compared; after each the screen shows what the server said. */
export function useFiling(item: Item, onLeft: (item: Item) => void): FilingActions {
  const { host, api, cache, outbox, choices } = usePane();
  const [isFiling, setIsFiling] = useState(false);
  const [failure, setFailure] = useState<Failure>();
  const show = (filings: Filing[]) => cache.change(matchesKey(item.internetMessageId), withFilings(filings));
  const isStillOpen = () => {
    if (host.openItemId() === item.id) return true;
    onLeft(item);
    return false;
  };
  const attempt = async (doing: Doing, act: () => Promise<void>) => {
    setFailure(undefined);
    try {
      await act();
    } catch (thrown) {
      setFailure({
        error: sortError(thrown),
        doing,
        again: () => {
          void attempt(doing, act);
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
    failure,
    dismiss: () => setFailure(undefined),
    async file(record, reason) {
      if (isFiling || !isStillOpen()) return;
      const chosen = choices.of(item.id);
      const request: FileRequest = {
        mailbox: host.mailbox.address,
        messageId: item.id,
        internetMessageId: item.internetMessageId,
        records: [{ module: record.module, id: record.id, ...(reason ? { reason } : {}) }],
        attachmentIds: item.attachments.filter((it) => isTaken(chosen, it)).map((it) => it.id),
        saveCopy: chosen.saveCopy,
      };
      setIsFiling(true);
      try {
        await attempt('file', () => send(request, record));
      } finally {
        setIsFiling(false);
      }
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
  };
}
