import { useEffect, useState } from 'react';
import type { PaneError } from '../../api/errors.js';
import { SignInProblem } from '../../components/ProblemBanner.js';
import { t as later } from '../../text/pane-text.js';
import { Icon } from '../../ui/Icon.js';
import { usePane } from '../pane.js';

const category = 'Coherence';

/** What signing in gives, one button, and what can be said without it: the category Outlook itself shows (S-09). */
export function SignIn({ error, onDone }: { error: PaneError; onDone(): void }) {
  const { identity, host } = usePane();
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
  return (
    <section className="section">
      <SignInProblem error={error} identity={identity} onDone={onDone}>
        <Icon name="lock" className="empty-icon" />
        <h2>{later('signIn.title')}</h2>
        <p>{later('signIn.value')}</p>
        {isMarked && <p className="caption">{later('signIn.cached', { category })}</p>}
      </SignInProblem>
    </section>
  );
}
