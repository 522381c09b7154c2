import { useEffect, useState } from 'react';
import type { Me, Why } from '../../../contract/api.js';
import { useLookAgain } from '../../api/look-again.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { formatFullTime, formatTime } from '../../text/text.js';
import { t, type WhyKey } from '../../text/why-text.js';
import { Button } from '../../ui/Button.js';
import { Icon, type IconName } from '../../ui/Icon.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { usePane } from '../pane.js';
import type { Message } from './use-message.js';
import { copy, isBroken, useRemedies } from './use-remedies.js';

const againMs = 4_000;
const onItsWay = ['C6', 'C7', 'C8'];
const isHere = ({ code }: Why) => code === 'linked' || code === 'filed';

/** Why the open email is on no record: the one cause that was found, in a sentence, and what helps (M71 to M73). */
export default function WhyView({
  message,
  personModule,
}: {
  message: Message;
  personModule: Me['modules'][number] | undefined;
}) {
  const { api, cache, identity } = usePane();
  const { item, matches, answer } = message;
  const why = useQuery<Why>(cache, `why ${item.internetMessageId}`, (signal) =>
    api.call(
      'POST /messages/why',
      { body: { messageId: item.id, internetMessageId: item.internetMessageId } },
      { signal, timeoutMs: 30_000 },
    ),
  );
  const { data, reload } = why;
  const remedies = useRemedies(data, message, reload);
  const isMoving = data !== undefined && onItsWay.includes(data.code) && data.remedies[0] !== 'resume';
  useLookAgain(reload, isMoving ? againMs : undefined);
  const hasArrived =
    data !== undefined && isHere(data) && matches !== undefined && matches.links.length + matches.filings.length === 0;
  const reloadItem = answer.reload;
  useEffect(() => {
    if (hasArrived) void reloadItem();
  }, [hasArrived, reloadItem]);

  const problem = remedies.error ?? (data ? undefined : why.error);
  return (
    <div className="why" aria-busy={why.isLoading || undefined}>
      {problem && (
        <ProblemBanner
          error={problem}
          doing={remedies.error ? 'save' : 'match'}
          identity={identity}
          onRetry={() => {
            remedies.forget();
            void reload();
          }}
        />
      )}
      {!data && !problem && (
        <p className="caption" role="status">
          {t('asking')}
        </p>
      )}
      {data && (
        <>
          <div className="why-cause" role="status">
            <span className={`why-sign ${isHere(data) ? 'good' : ''}`}>
              <Icon name={signOf(data)} />
            </span>
            <div>
              <h3>{t(headingOf(data))}</h3>
              <p>
                {data.sentence} {data.waitUntil && t('wait', { time: formatTime(data.waitUntil) })}
              </p>
            </div>
          </div>
          {data.records.length > 0 && (
            <ul className="why-records" aria-label={t('records')}>
              {data.records.map((it) => (
                <li key={`${it.module}/${it.id}`}>
                  <LinkOut href={it.url}>{it.displayName}</LinkOut>
                  <span className="caption">{it.moduleName}</span>
                </li>
              ))}
            </ul>
          )}
          <div className="why-remedies">
            {data.remedies
              .filter(
                (it) => it !== 'createPerson' || (personModule && matches?.people.some((p) => p.state === 'unknown')),
              )
              .map((it, i) => (
                <Button
                  key={it}
                  look={i === 0 ? 'primary' : 'secondary'}
                  isBusy={remedies.busy === it}
                  onClick={() => remedies.act(it)}
                >
                  {nameOf(it, data, personModule?.singular ?? '')}
                </Button>
              ))}
            {!isHere(data) && (
              <Button look="subtle" icon="retry" isBusy={why.isLoading} onClick={() => void reload()}>
                {t('again')}
              </Button>
            )}
          </div>
          <Details key={data.code} why={data} />
        </>
      )}
    </div>
  );
}

const headingOf = (why: Why): WhyKey => (isHere(why) ? 'heading.here' : `heading.${why.code as 'C1'}`);
function signOf(why: Why): IconName {
  if (isHere(why)) return 'done';
  if (why.code === 'C5' || why.code === 'C12') return 'lock';
  if (why.code === 'C1') return 'folder';
  if (why.code === 'C4') return 'people';
  if (onItsWay.includes(why.code) || why.code === 'C2') return 'clock';
  return why.code === 'C9' || why.code === 'C10' || why.code === 'C11' ? 'warning' : 'info';
}
function nameOf(remedy: Why['remedies'][number], why: Why, module: string): string {
  if (remedy === 'connect' && !isBroken(why)) return t('do.setUp');
  return t(`do.${remedy}`, { folder: why.folder?.name ?? '', module });
}

/** What support asks for; nothing of what is in the email. */
function Details({ why }: { why: Why }) {
  const { configuration } = usePane();
  const [checked] = useState(() => new Date().toISOString());
  const [isCopied, setIsCopied] = useState(false);
  const lines = [
    t('details.code', { code: why.code }),
    t('details.time', { time: formatFullTime(checked) }),
    ...(why.mailbox ? [t('details.mailbox', { address: why.mailbox.address })] : []),
    ...(why.folder ? [t('details.folder', { folder: why.folder.name })] : []),
    t('details.version', { version: configuration.version }),
  ];
  return (
    <details className="why-details">
      <summary>{t('details')}</summary>
      <ul className="caption">
        {lines.map((it) => (
          <li key={it}>{it}</li>
        ))}
      </ul>
      <Button
        className="small"
        icon={isCopied ? 'check' : undefined}
        onClick={() => {
          void copy(lines.join('\n'), t('details.copied')).then(setIsCopied);
        }}
      >
        {t(isCopied ? 'details.copied' : 'details.copy')}
      </Button>
    </details>
  );
}
