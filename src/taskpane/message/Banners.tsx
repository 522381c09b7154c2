import type { Filing, Matches } from '../../../contract/api.js';
import type { Answer } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import type { Item } from '../../office/item.js';
import { t } from '../../text/text.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { useIsOnline } from '../../ui/online.js';
import { usePane } from '../pane.js';
import type { Failure } from './use-filing.js';

interface Props {
  item: Item;
  left: Item | undefined;
  failure: Failure | undefined;
  onDismiss(): void;
  answer: Answer<Matches>;
  filings: Filing[];
  isSignedOut: boolean;
  onRetry(filing: Filing): void;
  onUnfile(filing: Filing): void;
  onAdd(): void;
}

/** One banner at a time, the most pressing one: wrong item, then a failure, then the network, then what a filing needs. */
export function Banners({ left, failure, onDismiss, answer, filings, isSignedOut, onRetry, onUnfile, onAdd }: Props) {
  const { identity, host } = usePane();
  const isOnline = useIsOnline();
  if (left)
    return (
      <Banner
        tone="warning"
        title={t('wrongItem.title')}
        actions={<Button onClick={() => host.openMessage(left)}>{t('wrongItem.back')}</Button>}
      >
        {t('wrongItem.body', { subject: left.subject || t('header.noSubject') })}
      </Banner>
    );
  if (failure)
    return (
      <ProblemBanner
        error={failure.error}
        doing={failure.doing}
        identity={identity}
        onRetry={failure.again}
        onDismiss={onDismiss}
      />
    );
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
      <Banner
        tone="warning"
        title={gone.record.displayName}
        actions={
          <>
            {gone.canUnfile && <Button onClick={() => onUnfile(gone)}>{t('filed.unlink')}</Button>}
            <Button onClick={onAdd}>{t('filed.chooseAnother')}</Button>
          </>
        }
      >
        {t('filed.checkMissing')}
      </Banner>
    );
  const partly = filings.find((it) => it.files.some((file) => file.state === 'failed'));
  if (!partly) return null;
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
