import { useEffect, useRef, useState, type ReactNode } from 'react';
import { causes, type CauseSpec, type Diagnosis as Known } from '../../../contract/diagnoses.js';
import { PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { t } from '../../text/diagnosis-text.js';
import { Banner, type Tone } from '../../ui/Banner.js';
import { Icon } from '../../ui/Icon.js';
import { describeProblem, type Doing } from '../describe-problem.js';
import { wasCleared } from './cleared.js';
import { CopyText } from './CopyText.js';
import { Details } from './Details.js';
import { messageForIt, readFacts, requestText } from './facts.js';
import { PrivateLink } from './PrivateLink.js';
import { RemedyButtons, type Handlers, type Panel } from './RemedyButtons.js';
import './diagnosis.css';

interface Props {
  error: PaneError;
  diagnosis: Known;
  doing: Doing;
  identity: Identity;
  /** `screen`: it stands alone in the middle; `banner`: above the work; `note`: it says how things stand, where nothing failed. */
  look: 'screen' | 'banner' | 'note';
  handlers?: Handlers;
  onDone(): void;
  onRefused(error: PaneError): void;
  onDismiss?: (() => void) | undefined;
  /** What the sentence speaks of. */
  children?: ReactNode;
}
const checkEveryMs = 60_000;
/** What an administrator changes elsewhere: looked at again each minute while it is shown (M70). */
const awaited = ['A3', 'A6', 'A7', 'B1', 'B2'];

/** One cause as it was detected: a sentence, the buttons that help, and details to copy. For every code of the catalogue. */
export default function Diagnosis(props: Props) {
  const { error, diagnosis, doing, identity, look, handlers = {}, onDone, onRefused, onDismiss, children } = props;
  const spec: CauseSpec = causes[diagnosis.cause];
  const facts = readFacts(error, diagnosis);
  const [panel, setPanel] = useState<Panel>();
  const isScreen = look === 'screen';
  useRegularCheck(awaited.includes(spec.code), onDone);
  const buttons = (
    <RemedyButtons
      spec={spec}
      error={error}
      consentUrl={facts.consentUrl}
      identity={identity}
      handlers={handlers}
      panel={panel}
      onPanel={(it) => setPanel((now) => (now === it ? undefined : it))}
      onDone={onDone}
      onRefused={onRefused}
      isScreen={isScreen}
    />
  );
  const below = (
    <>
      {children}
      {panel === 'message' && <MailText label={t('message.label')} text={messageForIt(facts, diagnosis)} />}
      {panel === 'request' && <MailText label={t('message.request')} text={requestText(facts, diagnosis)} isRequest />}
      {panel === 'link' && <PrivateLink />}
      {spec.code === 'A2' && wasCleared() && <p className="caption">{t('clear.browser')}</p>}
      {awaited.includes(spec.code) && <p className="caption">{t('check.waiting')}</p>}
      <Details lines={facts.details} />
    </>
  );
  // What Outlook itself told has no words of the server's.
  const { title, body, tone } = describeProblem(
    error.message ? error : new PaneError(error.code, facts.sentence),
    doing,
  );
  if (look === 'note')
    return (
      <div data-diagnosis={spec.code}>
        <Banner tone="info" title={facts.title} actions={buttons} onDismiss={onDismiss} below={below}>
          {facts.sentence}
        </Banner>
      </div>
    );
  if (!isScreen)
    return (
      <Banner tone={tone satisfies Tone} title={title} actions={buttons} onDismiss={onDismiss} below={below}>
        {body}
      </Banner>
    );
  return (
    <div className="empty diagnosis" role="alert" data-diagnosis={spec.code}>
      <Icon name="lock" className="empty-icon" />
      <h2>{facts.title}</h2>
      <p className="problem">{facts.sentence}</p>
      <div className="empty-actions">{buttons}</div>
      <div className="diagnosis-below">{below}</div>
    </div>
  );
}

function useRegularCheck(isOn: boolean, check: () => void): void {
  const latest = useRef(check);
  useEffect(() => {
    latest.current = check;
  });
  useEffect(() => {
    if (!isOn) return;
    const timer = setInterval(() => {
      if (!document.hidden) latest.current();
    }, checkEveryMs);
    return () => clearInterval(timer);
  }, [isOn]);
}

function MailText({ label, text, isRequest = false }: { label: string; text: string; isRequest?: boolean }) {
  const subject = t(isRequest ? 'message.subject.request' : 'message.subject');
  return (
    <div className="diagnosis-message">
      <CopyText text={text} label={label} rows={8} />
      <a
        className="link"
        href={`mailto:?subject=${encodeURIComponent(subject)}&body=${encodeURIComponent(text)}`}
        target="_blank"
        rel="noopener noreferrer"
      >
        {t('message.mail')}
      </a>
    </div>
  );
}
