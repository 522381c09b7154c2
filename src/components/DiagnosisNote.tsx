import { lazy, Suspense, useMemo, useState, type ComponentProps, type ReactNode } from 'react';
import { causes, diagnosisTitles, tell, type Cause } from '../../contract/diagnoses.js';
import { PaneError } from '../api/errors.js';
import type { Identity } from '../api/identity.js';
import { Banner } from '../ui/Banner.js';
import type DiagnosisScreen from './diagnosis/Diagnosis.js';
import type { Handlers } from './diagnosis/RemedyButtons.js';
import { ProblemBanner } from './ProblemBanner.js';

type Shown = ComponentProps<typeof DiagnosisScreen>;
const Diagnosis = lazy<(shown: Shown) => ReactNode>(() =>
  import('./diagnosis/Diagnosis.js').catch(() => ({
    default: ({ error }: Shown) => <Banner tone="info" title={error.message} />,
  })),
);

interface Props {
  cause: Cause;
  about?: string | undefined;
  identity: Identity;
  /** What the buttons do here; a promise keeps its button busy. */
  handlers: Handlers;
  /** A remedy was carried out. */
  onDone?: (() => void) | undefined;
  onDismiss?: (() => void) | undefined;
  /** What the sentence speaks of, to look at. */
  children?: ReactNode;
}

/** A cause of the catalogue that no request was refused for: how things stand, with what helps. */
export function DiagnosisNote({ cause, about, identity, handlers, onDone, onDismiss, children }: Props) {
  const [refusal, setRefusal] = useState<PaneError>();
  const error = useMemo(
    () => new PaneError('conflict', tell(cause, about), { diagnosis: { cause, ...(about ? { about } : {}) } }),
    [cause, about],
  );
  return (
    <>
      {refusal && (
        <ProblemBanner error={refusal} doing="save" identity={identity} onDismiss={() => setRefusal(undefined)} />
      )}
      <Suspense
        fallback={
          <Banner tone="info" title={diagnosisTitles[causes[cause].code]}>
            {error.message}
          </Banner>
        }
      >
        <Diagnosis
          look="note"
          error={error}
          diagnosis={{ cause, ...(about ? { about } : {}) }}
          doing="save"
          identity={identity}
          handlers={handlers}
          onDone={() => {
            setRefusal(undefined);
            onDone?.();
          }}
          onRefused={setRefusal}
          onDismiss={onDismiss}
        >
          {children}
        </Diagnosis>
      </Suspense>
    </>
  );
}
