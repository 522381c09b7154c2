import type { Filing, Matches } from '../../../contract/api.js';
import { useIsOutdated } from '../../api/build.js';
import { PaneError } from '../../api/errors.js';
import type { Answer } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/text.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { useIsOnline } from '../../ui/online.js';
import { isOnPremises, usePane } from '../pane.js';
import type { Action, Failure } from './actions.js';

interface Props {
  failure: Failure | undefined;
  elsewhere: Action | undefined;
  onDismiss(itemId?: string): void;
  answer: Answer<Matches>;
  filings: Filing[];
  isSignedOut: boolean;
  onRetry(filing: Filing): void;
  onUnfile(filing: Filing): void;
  onAdd(): void;
}

/** One banner at a time, the most pressing one: wrong item, then a failure, then the network, then what a filing needs. */
export function Banners({
  failure,
  elsewhere,
  onDismiss,
  answer,
  filings,
  isSignedOut,
  onRetry,
  onUnfile,
  onAdd,
}: Props) {
  const { identity, build, host } = usePane();
  const isOnline = useIsOnline();
  const isOutdated = useIsOutdated(build);
  if (elsewhere) return <Elsewhere action={elsewhere} onDismiss={() => onDismiss(elsewhere.item.id)} />;
  if (failure)
    return (
      <ProblemBanner
        error={failure.error}
        doing={failure.doing}
        identity={identity}
        handlers={{ findAgain: failure.error.diagnosis?.cause === 'item.gone' ? failure.again : findAgain }}
        onRetry={failure.again}
        onDismiss={() => onDismiss()}
      />
    );
  if (isOnPremises(host))
    return <ProblemBanner error={onPremises} doing="file" identity={identity} onRetry={() => void answer.reload()} />;
  if (!isOnline) return <Banner tone="warning" icon="offline" title={t('offline.banner')} />;
  if (answer.error && !isSignedOut)
    return (
      <ProblemBanner
        error={answer.error}
        doing="match"
        identity={identity}
        onRetry={() => {
          void answer.reload();
        }}
      />
    );
  const gone = filings.find((it) => it.recordCheck === 'missing' && it.state === 'filed');
  if (gone)
    return (
      <ProblemBanner
        isNote
        error={
          new PaneError('not_found', `${gone.record.displayName}: ${t('filed.checkMissing')}`, {
            diagnosis: { cause: 'record.gone' },
          })
        }
        doing="record"
        identity={identity}
        handlers={{ findAgain: onAdd, ...(gone.canUnfile ? { unlink: () => onUnfile(gone) } : {}) }}
        onRetry={() => void answer.reload()}
      />
    );
  const partly = filings.find((it) => it.files.some((file) => file.state === 'failed' && !file.asks));
  if (!partly) return isOutdated ? <Outdated /> : null;
  const count = (state: string) => partly.files.filter((it) => it.state === state).length;
  return (
    <Banner
      tone="warning"
      title={t('filed.partly', { done: count('stored'), count: partly.files.length, failed: count('failed') })}
      actions={
        <Button icon="retry" onClick={() => onRetry(partly)}>
          {t('retryRest')}
        </Button>
      }
    />
  );
}

/** Outlook says it of the mailbox, before Graph is asked; the catalogue has the words (M11). */
const onPremises = new PaneError('mailbox_unsupported', '', { diagnosis: { cause: 'mailbox.unreachable' } });

/** To the search, where another record is found. */
const findAgain = () => document.querySelector<HTMLInputElement>('input[type=search]')?.focus();

/** The person moved on in the middle: what becomes of the mail they left, and the way back to it. */
function Elsewhere({ action, onDismiss }: { action: Action; onDismiss(): void }) {
  const { host } = usePane();
  const subject = action.item.subject || t('header.noSubject');
  return (
    <Banner
      tone={action.kind === 'filing' ? 'info' : 'warning'}
      title={action.kind === 'failed' ? t('wrongItem.failed', { subject }) : t('wrongItem.title')}
      actions={<Button onClick={() => host.openMessage(action.item)}>{t('wrongItem.back')}</Button>}
      onDismiss={action.kind === 'filing' ? undefined : onDismiss}
    >
      {action.kind === 'failed'
        ? action.failure.error.message
        : t(action.kind === 'filing' ? 'wrongItem.filing' : 'wrongItem.body', { subject })}
    </Banner>
  );
}

/** The server has newer pages; everything goes on, and the choices outlive the reload. */
const Outdated = () => (
  <Banner
    tone="info"
    title={t('outdated.title')}
    actions={
      <Button
        onClick={() => {
          window.location.reload();
        }}
      >
        {t('outdated.reload')}
      </Button>
    }
  >
    {t('outdated.body')}
  </Banner>
);
