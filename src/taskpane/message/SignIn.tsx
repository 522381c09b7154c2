import { useEffect, useState } from 'react';
import { sortError, type PaneError } from '../../api/errors.js';
import { describeProblem } from '../../components/describe-problem.js';
import { Remedies } from '../../components/ProblemBanner.js';
import { t } from '../../text/text.js';
import { Icon } from '../../ui/Icon.js';
import { usePane } from '../pane.js';

const category = 'Coherence';

/** What signing in gives, one button, and what can be said without it: the category Outlook itself shows (S-09). */
export function SignIn({ error, onDone }: { error: PaneError; onDone(): void }) {
  const { identity, host } = usePane();
  const [refusal, setRefusal] = useState<PaneError>();
  const [isMarked, setIsMarked] = useState(false);
  useEffect(() => {
    let isOver = false;
    host.categories().then(
      (names) => {
        if (!isOver) setIsMarked(names.includes(category));
      },
      () => undefined,
    );
    return () => {
      isOver = true;
    };
  }, [host]);
  const shown = refusal ?? error;
  const { body, remedy, reference } = describeProblem(shown, 'signIn');
  const isPlain = shown.code === 'sign_in_required';
  return (
    <section className="section empty">
      <Icon name="lock" className="empty-icon" />
      <h2>{t('signIn.title')}</h2>
      <p>{t('signIn.value')}</p>
      {!isPlain && (
        <p className="problem" role="alert">
          {body}
          {reference && <span className="caption">{t('problem.reference', { reference })}</span>}
        </p>
      )}
      {isMarked && <p className="caption">{t('signIn.cached', { category })}</p>}
      <div className="empty-actions">
        <Remedies
          remedy={remedy}
          error={shown}
          identity={identity}
          look="primary"
          onRefused={(thrown) => setRefusal(sortError(thrown))}
          onDone={() => {
            setRefusal(undefined);
            onDone();
          }}
        />
      </div>
    </section>
  );
}
