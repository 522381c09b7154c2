import { useState } from 'react';
import type { Filing, RecordRef } from '../../contract/api.js';
import type { MailboxHit, MailboxHits as Hits } from '../../contract/mailbox-search.js';
import type { Api } from '../api/client.js';
import { sortError, type PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { useQuery, type QueryCache } from '../api/query.js';
import { t } from '../text/mailbox-text.js';
import { formatFullTime, formatList, formatTime } from '../text/text.js';
import { announce } from '../ui/announce.js';
import { Button } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';
import { LinkOut } from '../ui/LinkOut.js';
import { ProblemBanner } from './ProblemBanner.js';
import './mailbox-hits.css';

interface Props {
  record: RecordRef;
  search: string;
  api: Api;
  cache: QueryCache;
  identity: Identity;
  onFiled(filings: Filing[]): void;
}

/** What Microsoft finds in the viewer's own mailbox, apart from what is on the record; each can be filed to it. */
export function MailboxHits({ record, search, api, cache, identity, onFiled }: Props) {
  const { module, id } = record;
  const { data, error, reload, isLoading } = useQuery<Hits>(
    cache,
    `mailbox ${module} ${id} ${search}`,
    async (signal) => {
      const found = await api.call(
        'POST /records/:module/:id/mailbox-search',
        { params: { module, id }, body: { search } },
        { signal, timeoutMs: 30_000 },
      );
      announce(
        found.hits.length === 0
          ? t('none', { mailbox: found.mailbox, search })
          : t('count', { count: found.hits.length }),
      );
      return found;
    },
  );
  if (error && !data)
    return <ProblemBanner error={error} doing="search" identity={identity} onRetry={() => void reload()} />;
  if (!data)
    return (
      <p className="caption" aria-busy={isLoading}>
        {t('busy')}
      </p>
    );
  if (data.hits.length === 0) return <p className="caption">{t('none', { mailbox: data.mailbox, search })}</p>;
  return (
    <>
      <ul className="hits" aria-label={t('list')}>
        {data.hits.map((it) => (
          <li key={it.messageId}>
            <Hit hit={it} mailbox={data.mailbox} {...{ record, api, identity, onFiled }} />
          </li>
        ))}
      </ul>
      {data.hasMore && <p className="caption">{t('more')}</p>}
    </>
  );
}

interface HitProps extends Pick<Props, 'record' | 'api' | 'identity' | 'onFiled'> {
  hit: MailboxHit;
  mailbox: string;
}
function Hit({ hit, mailbox, record: { module, id }, api, identity, onFiled }: HitProps) {
  const [state, setState] = useState<'found' | 'filing' | 'filed'>(hit.isOnRecord ? 'filed' : 'found');
  const [failure, setFailure] = useState<PaneError>();
  const { from, to, messageId, internetMessageId } = hit;
  const subject = hit.subject || t('noSubject');
  const file = async () => {
    setState('filing');
    setFailure(undefined);
    try {
      const { filings } = await api.call('POST /filings', {
        body: { mailbox, messageId, internetMessageId, records: [{ module, id }], attachmentIds: [], saveCopy: false },
      });
      setState('filed');
      announce(t('filedSaid', { subject }));
      onFiled(filings);
    } catch (thrown) {
      setState('found');
      setFailure(sortError(thrown));
    }
  };
  return (
    <article className="hit" aria-label={subject}>
      <div className="hit-head">
        <strong className="hit-sender" title={from?.address}>
          {from?.name || from?.address || t('someone')}
        </strong>
        <time className="caption" dateTime={hit.dateTime} title={formatFullTime(hit.dateTime)}>
          {formatTime(hit.dateTime)}
        </time>
      </div>
      <span className="hit-subject" dir="auto">
        {subject}
      </span>
      {hit.preview && (
        <span className="hit-preview" dir="auto">
          {hit.preview}
        </span>
      )}
      <span className="caption hit-facts">
        {to.length > 0 && (
          <span>{t('to', { names: formatList(to.slice(0, 3).map((it) => it.name || it.address)) })}</span>
        )}
        {hit.hasAttachments && (
          <span>
            <Icon name="attach" /> {t('files')}
          </span>
        )}
      </span>
      <div className="hit-actions">
        {state === 'filed' ? (
          <span className="hit-filed">
            <Icon name="done" /> {t('filed')}
          </span>
        ) : (
          <Button aria-label={`${t('file')}: ${subject}`} disabled={state === 'filing'} onClick={() => void file()}>
            {t(state === 'filing' ? 'filing' : 'file')}
          </Button>
        )}
        {hit.webLink && <LinkOut href={hit.webLink}>{t('outlook')}</LinkOut>}
      </div>
      {failure && <ProblemBanner error={failure} doing="file" identity={identity} onRetry={() => void file()} />}
    </article>
  );
}
