import { application, organisations } from '../tenant/company.js';
import { calendarPresets, calendarsAllWell } from './calendar-presets.js';
import { filePresets } from './file-presets.js';
import { mailPresets } from './mail-presets.js';
import type { Preset, PresetParts } from './preset.js';
import { signInPresets } from './sign-in-presets.js';

/** Faults one can switch on by hand; "all well" ends every one of them. */
export const presets: Preset[] = [
  {
    name: 'throttled',
    title: 'Graph is throttled',
    meaning: 'The next three requests are told to wait 2 seconds.',
    start: ({ faults }) => {
      faults.add({
        service: 'graph',
        times: 3,
        answer: {
          status: 429,
          code: 'ApplicationThrottled',
          message: 'Application is over its MailboxConcurrency limit.',
          retryAfterSeconds: 2,
        },
      });
    },
  },
  {
    name: 'long-wait',
    title: 'Graph asks for a minute',
    meaning: 'Every request is told to wait 60 seconds.',
    start: ({ faults }) => {
      faults.add({
        service: 'graph',
        times: 0,
        path: '^/v1.0/',
        answer: { status: 429, code: 'ApplicationThrottled', message: 'Too many requests.', retryAfterSeconds: 60 },
      });
    },
  },
  {
    name: 'unavailable',
    title: 'Graph is down',
    meaning: 'Graph answers 503 until this is switched off.',
    start: ({ faults }) => {
      faults.add({
        service: 'graph',
        times: 0,
        path: '^/v1.0/',
        answer: { status: 503, code: 'serviceNotAvailable', message: 'The service is temporarily unavailable.' },
      });
    },
  },
  {
    name: 'slow',
    title: 'Graph is slow',
    meaning: 'Each request takes 5 seconds.',
    start: ({ faults }) => {
      faults.add({ service: 'graph', times: 0, path: '^/v1.0/', delayMs: 5000 });
    },
  },
  {
    name: 'token-expired',
    title: 'The Graph token is over',
    meaning: 'The next request is answered 401.',
    start: ({ faults }) => {
      faults.add({
        service: 'graph',
        path: '^/v1.0/',
        answer: {
          status: 401,
          code: 'InvalidAuthenticationToken',
          message: 'Lifetime validation failed, the token is expired.',
        },
      });
    },
  },
  {
    name: 'lost-answers',
    title: 'Answers get lost',
    meaning: 'The next two writes are done, but answered with an error.',
    start: ({ faults }) => {
      for (const method of ['PUT', 'PATCH'])
        faults.add({
          service: 'graph',
          method,
          lateAnswer: { status: 504, code: 'gatewayTimeout', message: 'The gateway timed out.' },
        });
    },
  },
  {
    name: 'drive-full',
    title: 'OneDrive is full',
    meaning: 'Uploads are refused until this is switched off.',
    start: ({ faults }) => {
      faults.add({
        service: 'graph',
        times: 0,
        method: 'PUT',
        answer: { status: 507, code: 'quotaLimitReached', message: 'The user has reached their quota limit.' },
      });
    },
  },
  {
    name: 'mailbox-unsupported',
    title: 'Mailbox on premises',
    meaning: 'Mail cannot be reached through Graph.',
    start: ({ faults }) => {
      faults.add({
        service: 'graph',
        times: 0,
        path: '/messages',
        answer: {
          status: 404,
          code: 'MailboxNotEnabledForRESTAPI',
          message: 'The mailbox is either inactive, soft-deleted, or is hosted on-premise.',
        },
      });
    },
  },
  {
    name: 'consent-missing',
    title: 'Consent is missing',
    meaning: 'The permissions were taken back; people are asked again.',
    start: ({ entra }) => {
      for (const { tenantId } of organisations) entra.directory.revoke(tenantId, application.clientId);
    },
  },
  {
    name: 'admin-approval',
    title: 'Only administrators consent',
    meaning: 'The permissions were taken back, and people may not give them.',
    start: ({ entra }) => {
      for (const { tenantId } of organisations) {
        entra.directory.revoke(tenantId, application.clientId);
        entra.directory.setUserConsent(tenantId, false);
      }
    },
  },
  {
    name: 'sign-in-refused',
    title: 'Sign-in is refused',
    meaning: 'Outlook’s broker answers with an error until this is switched off.',
    start: ({ faults }) => {
      faults.add({
        service: 'entra',
        times: 0,
        path: '^/broker/token',
        answer: {
          status: 400,
          code: 'unauthorized_client',
          message: 'AADSTS50105: The signed in user is not assigned to a role for the application.',
        },
      });
    },
  },
  {
    name: 'sign-in-down',
    title: 'Sign-in is down',
    meaning: 'Entra answers 503 to token requests.',
    start: ({ faults }) => {
      faults.add({
        service: 'entra',
        times: 0,
        path: '/token',
        answer: { status: 503, code: 'temporarily_unavailable', message: 'The service is temporarily unavailable.' },
      });
    },
  },
  {
    name: 'coherence-down',
    title: 'Coherence is down',
    meaning: 'Coherence does not answer until this is switched off.',
    start: ({ faults }) => {
      faults.add({
        service: 'coherence',
        times: 0,
        path: '^/v1/',
        answer: { status: 503, code: 'unavailable', message: 'Not available.' },
      });
    },
  },
  {
    name: 'search-limited',
    title: 'Coherence search is limited',
    meaning: 'Search answers fallback: true.',
    start: ({ coherence }) => {
      coherence.settings.isSearchDown = true;
    },
  },
  {
    name: 'plan-without-teams',
    title: 'Licences without Teams',
    meaning: 'Nobody’s plan holds Teams.',
    start: ({ tenants }) => {
      tenants.behaviour.withoutPlans.names.push('TEAMS1');
    },
  },
  {
    name: 'plan-without-sharepoint',
    title: 'Licences without SharePoint',
    meaning: 'Nobody’s plan holds SharePoint: there are no sites.',
    start: ({ tenants }) => {
      tenants.behaviour.withoutPlans.names.push('SHAREPOINTENTERPRISE', 'SHAREPOINTSTANDARD');
    },
  },
  {
    name: 'plan-without-premium-directory',
    title: 'Licences without a premium directory',
    meaning: 'Entra’s sign-in log is not to be read.',
    start: ({ tenants }) => {
      tenants.behaviour.withoutPlans.names.push('AAD_PREMIUM', 'AAD_PREMIUM_P2');
    },
  },
  ...signInPresets,
  ...mailPresets,
  ...filePresets,
  ...calendarPresets,
];

/** Switches one on by its name; false when there is none of that name. */
export function startPreset(parts: PresetParts, name: string): boolean {
  const found = presets.find((it) => it.name === name);
  found?.start(parts);
  return found !== undefined;
}
export function allWell({ faults, entra, coherence, tenants }: PresetParts): void {
  faults.clear();
  tenants.behaviour.reset();
  tenants.drives.allWell();
  calendarsAllWell([...tenants.agendas.all()]);
  coherence.settings.isSearchDown = false;
  entra.rules.reset();
  for (const { tenantId } of organisations) {
    entra.directory.setUserConsent(tenantId, true);
    entra.directory.grant(tenantId, application.clientId, [
      'User.Read',
      'Mail.ReadWrite',
      'Mail.Send',
      'MailboxSettings.ReadWrite',
      'Files.ReadWrite',
      'User.ReadBasic.All',
      `api://${application.clientId}/${application.apiScope}`,
    ]);
  }
}
