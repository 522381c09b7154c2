import { useEffect, useState } from 'react';
import { sortError, type PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { t } from '../text/text.js';
import { Banner } from '../ui/Banner.js';
import { Button } from '../ui/Button.js';
import { describeProblem, type Doing, type Remedy } from './describe-problem.js';

interface Props {
  error: PaneError;
  doing: Doing;
  identity: Identity;
  onRetry?: (() => void) | undefined;
  onDismiss?: () => void;
}

/** A failure with the one thing that helps. It stays until it is settled or dismissed. */
export function ProblemBanner({ error, doing, identity, onRetry, onDismiss }: Props) {
  const [refusal, setRefusal] = useState<PaneError>();
  const shown = refusal ?? error;
  const { title, body, tone, remedy, reference } = describeProblem(shown, refusal ? 'signIn' : doing);
  return (
    <Banner
      tone={tone}
      title={title}
      reference={reference}
      onDismiss={onDismiss}
      actions={
        <Remedies
          remedy={remedy}
          error={shown}
          claims={error.claims}
          identity={identity}
          onRefused={setRefusal}
          onDone={() => {
            setRefusal(undefined);
            onRetry?.();
          }}
        />
      }
    >
      {body}
    </Banner>
  );
}

interface RemedyProps {
  remedy: Remedy;
  error: PaneError;
  claims?: string | undefined;
  identity: Identity;
  onRefused(error: PaneError): void;
  onDone(): void;
  look?: 'primary' | 'secondary';
}

/** The buttons that lead out of a failure. Each press opens at most one window. */
export function Remedies({
  remedy,
  error,
  claims = error.claims,
  identity,
  onRefused,
  onDone,
  look = 'secondary',
}: RemedyProps) {
  const [isBusy, setIsBusy] = useState(false);
  const [wasOpened, setWasOpened] = useState(false);
  const [isCopied, setIsCopied] = useState(false);
  useEffect(() => {
    if (!wasOpened) return;
    window.addEventListener('focus', onDone, { once: true }); // back from Microsoft's page
    return () => window.removeEventListener('focus', onDone);
  }, [wasOpened, onDone]);

  const signIn = async (chooseAccount = false) => {
    setIsBusy(true);
    try {
      await identity.signIn({ claims, chooseAccount });
      onDone();
    } catch (thrown) {
      onRefused(sortError(thrown));
    } finally {
      setIsBusy(false);
    }
  };
  const forIt = error.consentUrl
    ? t('signIn.forIt', { url: error.consentUrl })
    : t('signIn.forItNoUrl', { problem: [error.message, error.reference].filter(Boolean).join(' ') });
  const copy = async () => {
    await navigator.clipboard?.writeText(forIt);
    setIsCopied(true);
  };

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
    case 'sign-in':
      return (
        <>
          <Button
            look={look}
            isBusy={isBusy}
            onClick={() => {
              void signIn();
            }}
          >
            {t('signIn.button')}
          </Button>
          {error.code === 'sign_in_failed' && (
            <Button
              look="subtle"
              onClick={() => {
                void signIn(true);
              }}
            >
              {t('signIn.other')}
            </Button>
          )}
        </>
      );
    case 'continue':
      return (
        <Button
          look={look}
          isBusy={isBusy}
          onClick={() => {
            void signIn();
          }}
        >
          {t('signIn.continue')}
        </Button>
      );
    case 'allow':
      if (!error.consentUrl)
        return (
          <Button
            look={look}
            isBusy={isBusy}
            onClick={() => {
              void signIn();
            }}
          >
            {t('signIn.allow')}
          </Button>
        );
      return wasOpened ? (
        <Button look={look} onClick={onDone}>
          {t('signIn.checkAgain')}
        </Button>
      ) : (
        <Button
          look={look}
          onClick={() => {
            setWasOpened(true);
            window.open(error.consentUrl, '_blank', 'noopener');
          }}
        >
          {t('signIn.allow')}
        </Button>
      );
    case 'ask-admin':
      return (
        <>
          <textarea className="for-it" readOnly rows={3} aria-label={t('signIn.copyForIt')} value={forIt} />
          <Button
            look={look}
            icon={isCopied ? 'check' : undefined}
            onClick={() => {
              void copy();
            }}
          >
            {isCopied ? t('signIn.copied') : t('signIn.copyForIt')}
          </Button>
          <Button look="subtle" onClick={onDone}>
            {t('signIn.checkAgain')}
          </Button>
        </>
      );
  }
}
