import type { AdminSetup } from '../../contract/admin-setup.js';
import { inWords } from '../../contract/diagnoses.js';
import { toAppError } from '../base/errors.js';
import type { Principal } from '../base/principal.js';
import { requireAdministrator } from '../identity/administrators.js';
import type { MailboxTable } from '../db/schema-mail.js';
import type { Graph } from '../graph/graph.js';
import { grantedTo, isThere, lookAtMicrosoft, secretEndings } from './at-microsoft.js';
import { endings } from './endings.js';
import type { AdministrationNeeds } from './needs.js';
import { lookingScopes, neededScopes, reasons } from './scopes.js';

export interface SetupNeeds extends AdministrationNeeds {
  graph: Pick<Graph, 'request'>;
  clientId: string;
  publicUrl: string;
  entraUrl: string;
  adminCenterUrl: string;
  /** Microsoft's page on which these permissions are allowed. */
  consentUrl(tenantId: string, scopes?: readonly string[]): string;
  /** Asks for a token once more: what was consented to a moment ago is in it. */
  renew(viewer: Principal): Promise<unknown>;
  /** Throws where Coherence does not answer to the key. */
  tryCoherence(tenantId: string): Promise<void>;
}
type Check = AdminSetup['checks'][number];

export async function setupGuide(needs: SetupNeeds, viewer: Principal): Promise<AdminSetup> {
  await requireAdministrator(needs, viewer);
  const { tenantId, objectId } = viewer;
  const { kysely } = needs.database;
  const [{ principal, grants, assigned, registration }, coherence, mailbox, people, ends] = await Promise.all([
    lookAtMicrosoft(needs, viewer),
    needs.tryCoherence(tenantId).then(
      () => undefined,
      (thrown: unknown) => toAppError(thrown).message,
    ),
    kysely
      .selectFrom('mailbox')
      .select(['address', 'state'])
      .where('tenant_id', '=', tenantId)
      .where('object_id', '=', objectId)
      .where('kind', '=', 'own')
      .executeTakeFirst(),
    kysely
      .selectFrom('connection')
      .select((eb) => eb.fn.countAll<number>().as('count'))
      .where('tenant_id', '=', tenantId)
      .executeTakeFirst(),
    endings(needs.database, tenantId, needs.publicUrl),
  ]);
  const scopes = neededScopes.map((scope): AdminSetup['scopes'][number] => ({
    scope,
    why: reasons[scope] ?? '',
    granted: isThere(grants) ? grantedTo(grants.value, scope) : 'unknown',
  }));
  const names = isThere(assigned) ? assigned.value.flatMap((it) => it.principalDisplayName ?? []) : undefined;
  const required = isThere(principal) && principal.appRoleAssignmentRequired === true;
  const look = { name: 'Let Coherence look', url: needs.consentUrl(tenantId, ['User.Read', ...lookingScopes]) };
  const enterpriseUrl = enterprise(needs.clientId, isThere(principal) ? principal.id : undefined);
  const grantUrl = `${needs.entraUrl}/${tenantId}/v2.0/adminconsent?${new URLSearchParams({
    client_id: needs.clientId,
    scope: neededScopes.map((it) => `https://graph.microsoft.com/${it}`).join(' '),
    redirect_uri: `${needs.publicUrl}/settings.html`,
    state: 'admin',
  }).toString()}`;
  const missing = scopes.filter((it) => it.granted !== 'all').length;
  const checks: Check[] = [
    principal === 'hidden'
      ? {
          key: 'registration',
          state: 'unknown',
          sentence: `The application works, since you are signed in. Microsoft shows its entry only to somebody who may look at applications. With your permission, for you alone, Coherence would ${lookingScopes.map((it) => inWords([it])).join(', and ')}. It changes nothing there.`,
          link: look,
        }
      : isThere(principal)
        ? {
            key: 'registration',
            state: principal.accountEnabled === false ? 'open' : 'done',
            sentence:
              principal.accountEnabled === false
                ? 'The application is in your organisation, but sign-in with it is switched off.'
                : 'The application is in your organisation.',
            link: { name: 'Open it in Microsoft Entra', url: enterpriseUrl },
          }
        : {
            key: 'registration',
            state: 'open',
            sentence: 'The application is not in your organisation yet. Granting consent brings it there.',
            link: { name: 'Grant', url: grantUrl },
          },
    {
      key: 'assignment',
      state: !isThere(principal) ? 'unknown' : required && names?.length === 0 ? 'open' : 'done',
      sentence: !isThere(principal)
        ? 'Whether people must be assigned first is not shown to us.'
        : required
          ? `Only people who are assigned may sign in (others meet AADSTS50105). Assigned: ${names?.length ?? 'not shown'}.`
          : 'Everybody in your organisation may sign in.',
      link: { name: 'Users and groups', url: enterpriseUrl },
    },
    {
      key: 'consent',
      state: !isThere(grants) ? 'unknown' : missing === 0 ? 'done' : 'open',
      sentence: !isThere(grants)
        ? 'Which permissions are granted for everybody is not shown to us.'
        : missing === 0
          ? 'Every permission is granted for everybody.'
          : `${missing} of ${scopes.length} permissions are not granted for everybody; people are asked one by one, or wait for you.`,
      link: { name: 'Grant', url: grantUrl },
    },
    {
      key: 'coherence',
      state: coherence === undefined ? 'done' : 'open',
      sentence: coherence ?? 'Coherence answers to the key of your organisation.',
    },
    {
      key: 'deployment',
      state: Number(people?.count ?? 0) > 1 ? 'done' : 'open',
      sentence:
        Number(people?.count ?? 0) > 1
          ? `${Number(people?.count)} people have used the pane or these pages.`
          : 'Only you have used it so far. Upload the manifest in the Microsoft 365 admin center and assign it to a first ring of people.',
      link: { name: 'Integrated apps', url: `${needs.adminCenterUrl}/Adminportal/Home#/Settings/IntegratedApps` },
    },
    {
      key: 'mailbox',
      state: mailbox && ['following', 'connected', 'paused'].includes(mailbox.state) ? 'done' : 'open',
      sentence: mailbox
        ? `Your own mailbox ${mailbox.address} ${mailboxIs[mailbox.state]}`
        : 'Connect your own mailbox first, as a test.',
      ...(mailbox?.state === 'following'
        ? {}
        : {
            link: {
              name: mailbox ? 'Open it' : 'Connect it',
              url: `${needs.publicUrl}/settings#/integrations/microsoft`,
            },
          }),
    },
  ];
  return {
    clientId: needs.clientId,
    tenantId,
    checks,
    scopes,
    grantUrl,
    enterpriseUrl,
    ...(names && required ? { assigned: names } : {}),
    warnings: [...ends, ...secretEndings(registration)].sort((a, b) => (a.endsDateTime < b.endsDateTime ? -1 : 1)),
  };
}

const mailboxIs: Record<MailboxTable['state'], string> = {
  connected: 'is connected. Choose what of it is synced.',
  following: 'is followed: the way from Microsoft to here works.',
  paused: 'is paused.',
  needs_sign_in: 'is not reached until you connect it again.',
  unsupported: 'cannot be followed.',
  disconnected: 'is disconnected.',
};
const enterprise = (clientId: string, servicePrincipalId: string | undefined): string =>
  servicePrincipalId
    ? `https://entra.microsoft.com/#view/Microsoft_AAD_IAM/ManagedAppMenuBlade/~/Overview/objectId/${servicePrincipalId}/appId/${clientId}`
    : `https://entra.microsoft.com/#view/Microsoft_AAD_RegisteredApps/ApplicationMenuBlade/~/Overview/appId/${clientId}`;
