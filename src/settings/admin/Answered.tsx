import type { ReactNode } from 'react';
import type { PaneError } from '../../api/errors.js';
import type { Answer } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/admin-text.js';
import { Skeleton } from '../Frame.js';
import { useSettings } from '../settings.js';

interface Props<T> {
  answer: Answer<T>;
  error?: PaneError | undefined;
  children(data: T): ReactNode;
}

/** What the server said, what it refused, or the shape of what comes. */
export function Answered<T>({ answer, error, children }: Props<T>) {
  const { identity } = useSettings();
  const problem = error ?? answer.error;
  if (answer.error?.code === 'access_denied') return <p className="card">{t('notAdmin')}</p>;
  return (
    <>
      {problem && (
        <ProblemBanner error={problem} doing="settings" identity={identity} onRetry={() => void answer.reload()} />
      )}
      {!answer.data && !problem && <Skeleton />}
      {answer.data && children(answer.data)}
    </>
  );
}
