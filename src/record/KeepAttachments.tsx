import { useState } from 'react';
import type { MailBody, Reply } from '../../contract/api.js';
import type { IfThere } from '../../contract/filing.js';
import type { Api } from '../api/client.js';
import { sortError, type PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { QueryCache, useQuery } from '../api/query.js';
import { KnownFiles } from '../components/KnownFiles.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t } from '../text/files-text.js';
import { formatSize } from '../text/text.js';
import { announce } from '../ui/announce.js';
import { Button } from '../ui/Button.js';
import { Dialog } from '../ui/Dialog.js';

interface Props {
  record: { module: string; id: string };
  entry: string;
  attachments: MailBody['attachments'];
  api: Api;
  identity: Identity;
  onKept(): void;
  onClose(): void;
}
type Known = Reply<'POST /filings/known'>;

/** Which attachments of a mail go to the record's folder, with their sizes, and what becomes of those that are there already (M46). */
export function KeepAttachments({ record, entry, attachments, api, identity, onKept, onClose }: Props) {
  const [cache] = useState(() => new QueryCache(1));
  const [chosen, setChosen] = useState(() => new Set(attachments.map((it) => it.id)));
  const [answers, setAnswers] = useState<Record<string, IfThere>>({});
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<PaneError>();
  const all = attachments.map((it) => it.id);
  const looked = useQuery<Known>(cache, `known ${entry}`, (signal) =>
    api.call(
      'POST /filings/known',
      { body: { record, mail: { entry }, attachmentIds: all } },
      { signal, timeoutMs: 40_000 },
    ),
  );
  const taken = attachments.filter((it) => chosen.has(it.id));
  const known = (looked.data?.known ?? []).filter((it) => chosen.has(it.attachmentId));
  const choose = (id: string, isChosen: boolean) =>
    setChosen((now) => new Set(isChosen ? [...now, id] : [...now].filter((it) => it !== id)));
  const save = async () => {
    setIsBusy(true);
    setError(undefined);
    try {
      await api.call(
        'POST /filings/attachments',
        {
          body: {
            record,
            entry,
            attachmentIds: taken.map((it) => it.id),
            answers: known.map(({ attachmentId, proposed, file: { driveId, itemId } }) => ({
              attachmentId,
              answer: answers[attachmentId] ?? proposed,
              file: { driveId, itemId },
            })),
          },
        },
        { timeoutMs: 40_000 },
      );
      announce(t('keep.done'));
      onKept();
    } catch (thrown) {
      setError(sortError(thrown));
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      title={t('keep.title')}
      onClose={onClose}
      actions={
        <>
          <Button look="primary" isBusy={isBusy} disabled={taken.length === 0} onClick={() => void save()}>
            {t('keep.save')}
          </Button>
          <Button onClick={onClose}>{t('keep.cancel')}</Button>
        </>
      }
    >
      {error && <ProblemBanner error={error} doing="files" identity={identity} onRetry={() => void save()} />}
      <fieldset className="keep-list">
        <legend className="visually-hidden">{t('keep.which')}</legend>
        {attachments.map(({ id, name, sizeBytes }) => (
          <label key={id} className="keep-file">
            <input type="checkbox" checked={chosen.has(id)} onChange={(event) => choose(id, event.target.checked)} />
            <span className="file-name">{name}</span>
            <span className="caption">{formatSize(sizeBytes)}</span>
          </label>
        ))}
      </fieldset>
      <p className="caption">
        {t('keep.total', { count: taken.length, size: formatSize(taken.reduce((sum, it) => sum + it.sizeBytes, 0)) })}
        {'. '}
        {t('keep.files')}
      </p>
      {looked.data ? (
        <KnownFiles
          known={known}
          nameOf={(id) => attachments.find((it) => it.id === id)?.name ?? ''}
          answers={answers}
          onAnswer={(id, answer) => setAnswers((now) => ({ ...now, [id]: answer }))}
        />
      ) : (
        <p className="caption" role="status">
          {t(looked.error ? 'known.unknown' : 'known.looking')}
        </p>
      )}
    </Dialog>
  );
}
