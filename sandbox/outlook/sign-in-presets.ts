import { application, organisations } from '../tenant/company.js';
import type { Preset, PresetParts } from './preset.js';

const preset = (name: string, title: string, meaning: string, start: (parts: PresetParts) => void): Preset => ({
  name,
  title,
  meaning,
  start,
});
const everybody = organisations.flatMap((it) => it.people);

/** What stands between a person and their work at the identity platform; each can be switched while people work. */
export const signInPresets: Preset[] = [
  preset('mfa', 'A second factor is asked for', 'From now on, at sign-in and in the middle of work.', ({ entra }) =>
    entra.rules.change({ mfa: true }),
  ),
  preset(
    'device',
    'Only managed devices',
    'No device here is one, until somebody moves to a managed device.',
    ({ entra }) => entra.rules.change({ device: true }),
  ),
  preset('managed-device', 'Everybody is on a managed device', 'The rule on devices is met.', ({ entra }) => {
    for (const { id } of everybody) entra.rules.changePerson(id, { isOnManagedDevice: true });
  }),
  preset('place', 'This place is blocked', 'A policy allows sign-ins from other places only.', ({ entra }) =>
    entra.rules.change({ place: true }),
  ),
  preset('allowed-place', 'Everybody is at an allowed place', 'The rule on places is met.', ({ entra }) => {
    for (const { id } of everybody) entra.rules.changePerson(id, { isAtAllowedPlace: true });
  }),
  preset(
    'assignment',
    'Users must be assigned',
    'The application is open only to who is assigned: nobody yet.',
    ({ entra }) => entra.rules.change({ assignmentRequired: true, assigned: [] }),
  ),
  preset('assign-everybody', 'Everybody is assigned', 'Assignment stays required.', ({ entra }) => {
    for (const { tenantId, people } of organisations)
      entra.rules.change({ assigned: people.map((it) => it.id) }, tenantId);
  }),
  preset('application-disabled', 'The application is disabled', 'An administrator switched it off.', ({ entra }) =>
    entra.rules.change({ application: 'disabled' }),
  ),
  preset(
    'application-removed',
    'The application was removed',
    'It and its consents are gone from the directory.',
    ({ entra }) => {
      entra.rules.change({ application: 'missing' });
      for (const { tenantId } of organisations) entra.directory.revoke(tenantId, application.clientId);
    },
  ),
  preset('user-consent-off', 'Only administrators may consent', 'What was consented to stays.', ({ entra }) => {
    for (const { tenantId } of organisations) entra.directory.setUserConsent(tenantId, false);
  }),
  preset('rules-off', 'No rules at sign-in', 'Ends what this group switched on.', ({ entra }) => entra.rules.reset()),
];
