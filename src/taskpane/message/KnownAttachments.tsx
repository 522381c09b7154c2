import type { Reply } from '../../../contract/api.js';
import type { IfThere } from '../../../contract/filing.js';
import type { RecordView } from '../../../contract/shapes.js';
import { useQuery } from '../../api/query.js';
import { KnownFiles, type Answers } from '../../components/KnownFiles.js';
import type { Attachment } from '../../office/item.js';
import { t } from '../../text/files-text.js';
import { usePane } from '../pane.js';
import { knownKey } from './known.js';

interface Props {
  messageId: string;
  record: RecordView;
  attachments: Attachment[];
  answers: Answers;
  onAnswer(attachmentId: string, answer: IfThere): void;
}

/** Asks, before anything is filed, which of the chosen files the record has already. Filing need not wait for it: the settings decide then. */
export function KnownAttachments({ messageId, record: { module, id }, attachments, answers, onAnswer }: Props) {
  const { api, cache } = usePane();
  const attachmentIds = attachments.map((it) => it.id);
  const { data, error } = useQuery<Reply<'POST /filings/known'>>(
    cache,
    knownKey(messageId, { module, id }, attachmentIds),
    (signal) =>
      api.call(
        'POST /filings/known',
        { body: { record: { module, id }, mail: { messageId }, attachmentIds } },
        { signal, timeoutMs: 40_000 },
      ),
  );
  // Nothing while it is looked for: a line that comes and goes would move what stands below (U-07).
  if (!data)
    return error ? (
      <p className="caption" role="status">
        {t('known.unknown')}
      </p>
    ) : null;
  return (
    <KnownFiles
      known={data.known}
      nameOf={(it) => attachments.find(({ id: known }) => known === it)?.name ?? ''}
      answers={answers}
      onAnswer={onAnswer}
    />
  );
}
