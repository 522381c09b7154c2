import { lazy, Suspense, useEffect, useState, type ComponentProps, type ReactNode } from 'react';
import { sortError, type PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { t } from '../text/text.js';
import { Banner } from '../ui/Banner.js';
import { Button } from '../ui/Button.js';
import { describeProblem, type Doing, type Remedy } from './describe-problem.js';
import type DiagnosisScreen from './diagnosis/Diagnosis.js';
import type { Handlers } from './diagnosis/RemedyButtons.js';

type Shown = ComponentProps<typeof DiagnosisScreen>;
/** The words and buttons of the catalogue come when something is in the way; where they cannot be loaded, the sentence alone. */
const Diagnosis = lazy<(shown: Shown) => ReactNode>(() =>
  import('./diagnosis/Diagnosis.js').catch(() => ({
    default: ({ error, onDone }: Shown) => (
      <Banner
        tone="warning"
        title={error.message}
        actions={
          <Button icon="retry" onClick={onDone}>
            {t('retry')}
          </Button>
        }
      />
    ),
  })),
);

interface Props {
  error: PaneError;
  doing: Doing;
  identity: Identity;
  /** It says how things stand; nothing that the person did failed. */
  isNote?: true;
  /** What only this page can do about it. */
  handlers?: Handlers;
  onRetry?: (() => void) | undefined;
  onDismiss?: () => void;
}

/** A failure with what helps. It stays until it is settled or dismissed. */
export function ProblemBanner({ error, doing, identity, isNote, handlers, onRetry, onDismiss }: Props) {
  const [refusal, setRefusal] = useState<PaneError>();
  const shown = refusal ?? error;
  const { title, body, tone, remedy, reference } = describeProblem(shown, refusal ? 'signIn' : doing);
  const done = () => {
    setRefusal(undefined);
    onRetry?.();
  };
  if (shown.diagnosis)
    return (
      <Suspense fallback={<Banner tone={tone} title={title} reference={reference} />}>
        <Diagnosis
          look={isNote ? 'note' : 'banner'}
          error={shown}
          diagnosis={shown.diagnosis}
          doing={refusal ? 'signIn' : doing}
          identity={identity}
          handlers={handlers ?? {}}
          onDone={done}
          onRefused={setRefusal}
          onDismiss={onDismiss}
        />
      </Suspense>
    );
  return (
    <Banner
      tone={tone}
      title={title}
      reference={reference}
      onDismiss={onDismiss}
      actions={<Remedies remedy={remedy} error={shown} identity={identity} onRefused={setRefusal} onDone={done} />}
    >
      {body}
    </Banner>
  );
}

interface ScreenProps {
  error: PaneError;
  identity: Identity;
  onDone(): void;
}
/** The same where nothing else can be shown: the cause alone, or plainly that nobody is signed in. */
export function SignInProblem({ error, identity, onDone, children }: ScreenProps & { children: ReactNode }) {
  const [refusal, setRefusal] = useState<PaneError>();
  const shown = refusal ?? error;
  const done = () => {
    setRefusal(undefined);
    onDone();
  };
  if (shown.diagnosis)
    return (
      <Suspense fallback={<p className="caption">{t('loading.page')}</p>}>
        <Diagnosis
          look="screen"
          error={shown}
          diagnosis={shown.diagnosis}
          doing="signIn"
          identity={identity}
          onDone={done}
          onRefused={setRefusal}
        />
      </Suspense>
    );
  const { body, remedy, reference } = describeProblem(shown, 'signIn');
  return (
    <div className="empty">
      {children}
      {shown.code !== 'sign_in_required' && (
        <p className="problem" role="alert">
          {body}
          {reference && <span className="caption">{t('problem.reference', { reference })}</span>}
        </p>
      )}
      <div className="empty-actions">
        <Remedies
          remedy={remedy}
          error={shown}
          identity={identity}
          look="primary"
          onRefused={setRefusal}
          onDone={done}
        />
      </div>
    </div>
  );
}

interface RemedyProps {
  remedy: Remedy;
  error: PaneError;
  identity: Identity;
  onRefused(error: PaneError): void;
  onDone(): void;
  look?: 'primary' | 'secondary';
}

/** The button that leads out of a plain failure. Each press opens at most one window. */
export function Remedies({ remedy, error, identity, onRefused, onDone, look = 'secondary' }: RemedyProps) {
  const [isBusy, setIsBusy] = useState(false);
  const [isAway, setIsAway] = useState(false);
  useEffect(() => {
    if (!isAway) return;
    window.addEventListener('focus', onDone, { once: true }); // back from Microsoft's page
    return () => window.removeEventListener('focus', onDone);
  }, [isAway, onDone]);
  const signIn = async () => {
    setIsBusy(true);
    try {
      await identity.signIn({ claims: error.claims });
      onDone();
    } catch (thrown) {
      onRefused(sortError(thrown));
    } finally {
      setIsBusy(false);
    }
  };
  const press = (
    <Button
      look={look}
      isBusy={isBusy}
      onClick={() => {
        void signIn();
      }}
    >
      {t(remedy === 'continue' ? 'signIn.continue' : remedy === 'allow' ? 'signIn.allow' : 'signIn.button')}
    </Button>
  );
  switch (remedy) {
    case 'none':
      return null;
    case 'retry':
      return (
        <Button look={look} icon="retry" onClick={onDone}>
          {t('retry')}
        </Button>
      );
    case 'reload':
      return (
        <Button
          look={look}
          onClick={() => {
            window.location.reload();
          }}
        >
          {t('outdated.reload')}
        </Button>
      );
    case 'allow':
      if (error.consentUrl)
        return (
          <Button
            look={look}
            onClick={() => {
              if (isAway) {
                onDone();
                return;
              }
              setIsAway(true);
              window.open(error.consentUrl, '_blank', 'noopener');
            }}
          >
            {t(isAway ? 'signIn.checkAgain' : 'signIn.allow')}
          </Button>
        );
      return press;
    default:
      return press;
  }
}
