import { useState } from 'react';
import type { RecordView } from '../../../contract/api.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { MailboxHits } from '../../components/MailboxHits.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { useItem } from '../../office/host.js';
import { t } from '../../text/mailbox-text.js';
import { Button } from '../../ui/Button.js';
import { usePane } from '../pane.js';
import { LatestMail } from './LatestMail.js';

/** Mail for a record from inside Outlook: written in Outlook's own windows, or found in the mailbox and filed. */
export function RecordMail({ record }: { record: RecordView }) {
  const { module, id } = record;
  const { api, cache, identity, host } = usePane();
  const item = useItem(host);
  const [words, setWords] = useState('');
  const [search, setSearch] = useState('');
  const [note, setNote] = useState<'begun' | 'noWindow'>();
  const [failure, setFailure] = useState<{ error: PaneError; again: () => void }>();
  const people = (item?.participants ?? [])
    .map((it) => it.address)
    .filter((it) => it.toLowerCase() !== host.mailbox.address.toLowerCase())
    .slice(0, 20);

  /** The record is remembered first, so that what is sent a moment later is known. */
  async function begin(kind: 'new' | 'reply'): Promise<void> {
    setFailure(undefined);
    setNote(undefined);
    try {
      const { to } = await api.call('POST /records/:module/:id/new-mail', { params: { module, id }, body: { people } });
      setNote((kind === 'new' ? host.writeTo(to.map((it) => it.address)) : host.reply()) ? 'begun' : 'noWindow');
    } catch (thrown) {
      setFailure({ error: sortError(thrown), again: () => void begin(kind) });
    }
  }

  return (
    <section className="record-mail" aria-label={t('pane.label')}>
      <div className="record-mail-row">
        <Button icon="mail" onClick={() => void begin('new')}>
          {t('pane.new')}
        </Button>
        {item?.kind === 'message' && <Button onClick={() => void begin('reply')}>{t('pane.reply')}</Button>}
      </div>
      {note && (
        <p className="caption" role="status">
          {t(`pane.${note}`)}
        </p>
      )}
      {failure && <ProblemBanner error={failure.error} doing="send" identity={identity} onRetry={failure.again} />}
      <LatestMail record={record} />
      <form
        className="record-mail-row"
        role="search"
        aria-label={t('field')}
        onSubmit={(event) => {
          event.preventDefault();
          setSearch(words.trim());
        }}
      >
        <input
          type="search"
          className="record-mail-words"
          aria-label={t('field')}
          placeholder={t('pane.placeholder')}
          maxLength={200}
          value={words}
          onChange={(event) => setWords(event.target.value)}
        />
        <Button type="submit">{t('go')}</Button>
      </form>
      {search && (
        <MailboxHits
          key={search}
          record={{ module, id }}
          onFiled={() => undefined}
          {...{ search, api, cache, identity }}
        />
      )}
    </section>
  );
}
