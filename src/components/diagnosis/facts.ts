import { causes, diagnosisTitles, inWords, tell, type Cause, type Diagnosis } from '../../../contract/diagnoses.js';
import type { PaneError } from '../../api/errors.js';
import { approvalUrl, readConfiguration, type Configuration } from '../../configuration.js';
import { t, type DiagnosisKey } from '../../text/diagnosis-text.js';

export interface DetailLine {
  label: DiagnosisKey;
  value: string;
}
/** Everything that is shown of a failure with a diagnosis, besides its buttons. */
export interface Facts {
  code: string;
  title: string;
  sentence: string;
  /** Lines of the details: what each is, and its value. */
  details: DetailLine[];
  consentUrl: string | undefined;
}

type Told = Pick<PaneError, 'message' | 'occurredAt' | 'reference' | 'consentUrl'>;

export function readFacts(error: Told, diagnosis: Diagnosis): Facts {
  const { code } = causes[diagnosis.cause];
  const configuration = configurationOf();
  const line = (label: DiagnosisKey, value: string | undefined) => (value ? [{ label, value }] : []);
  const { reference } = error;
  return {
    code,
    title: diagnosisTitles[code],
    sentence: error.message || tell(diagnosis.cause, diagnosis.about),
    details: [
      ...line('details.code', `${code}${diagnosis.number ? ` · AADSTS${diagnosis.number}` : ''} · ${diagnosis.cause}`),
      ...line('details.time', error.occurredAt.toISOString()),
      ...line('details.reference', reference === diagnosis.correlationId ? undefined : reference),
      ...line('details.correlation', diagnosis.correlationId),
      ...line('details.application', configuration?.clientId),
      ...line('details.organisation', diagnosis.tenantId),
    ],
    consentUrl:
      configuration && ['A3', 'B1', 'B2', 'E1'].includes(code)
        ? approvalUrl(configuration, { tenantId: diagnosis.tenantId, scopes: diagnosis.scopes })
        : error.consentUrl,
  };
}
export const detailsText = (details: readonly DetailLine[]): string =>
  details.map(({ label, value }) => `${t(label)}: ${value}`).join('\n');

/** A message that can be sent as it stands: what happened, what helps, and what IT needs to find it (M67, M68). */
export function messageForIt(facts: Facts, { cause }: Diagnosis): string {
  const help = helpOf(cause);
  return [
    t('message.hello'),
    t('message.what', { sentence: facts.sentence }),
    ...(help ? [t('message.helps', { help: t(help) })] : []),
    detailsText(facts.details),
    t('message.thanks'),
  ].join('\n\n');
}
/** The request to an administrator names exactly what is missing. */
export const requestText = (facts: Facts, { scopes = [], about }: Diagnosis): string =>
  [
    t('message.hello'),
    t('message.approve', {
      permissions: scopes.length > 0 ? `${inWords(scopes)} (${scopes.join(', ')})` : (about ?? ''),
      url: facts.consentUrl ?? '',
    }),
    detailsText(facts.details),
    t('message.thanks'),
  ].join('\n\n');

function helpOf(cause: Cause): DiagnosisKey | undefined {
  switch (cause) {
    case 'app.missing':
    case 'app.disabled':
    case 'app.unassigned':
    case 'app.redirect':
    case 'app.misconfigured':
    case 'app.secret':
    case 'app.audience':
      return `help.${cause}`;
    case 'role.coherence':
      return 'help.role';
    case 'coherence.key':
    case 'coherence.scope':
      return 'help.coherence';
    case 'mailbox.unreachable':
      return 'help.mailbox';
    default:
      switch (causes[cause].code) {
        case 'A4':
          return 'help.account';
        case 'A6':
          return 'help.device';
        case 'A7':
          return 'help.policy';
        case 'E2':
          return 'help.rights';
        default:
          return undefined;
      }
  }
}

function configurationOf(): Configuration | undefined {
  try {
    return readConfiguration();
  } catch {
    return undefined;
  }
}
