import { organisations } from '../../tenant/company.js';
import type { Grant, Principal, Role } from '../../tenant/files/drive-item.js';
import { grantId, loginOf } from '../../tenant/files/grants.js';
import { highest } from '../../tenant/files/access.js';
import type { Answer } from '../../base/exchange.js';
import { bodyOf, context, ok, type Call } from '../call.js';
import { badRequest, fileDenied } from '../errors.js';
import { cutOff, roleFrom } from './permissions.js';
import { toPermission } from './permission-view.js';
import { mailOf } from './render.js';
import type { At, FileRoutes } from './routes.js';

interface Recipient {
  email?: string;
  alias?: string;
  objectId?: string;
}
interface Invitation {
  recipients?: Recipient[];
  roles?: unknown;
  requireSignIn?: boolean;
  sendInvitation?: boolean;
  message?: string;
  expirationDateTime?: string;
  retainInheritedPermissions?: boolean;
}

export function addInvitations(routes: FileRoutes): void {
  routes.item('POST', '/invite', 'write', invite);
}

/**
 * Gives people and groups a right on an item. Asking twice is once, and never lowers a right that somebody has. A
 * recipient that cannot be is told in its own entry; the answer is 207 then.
 */
function invite(at: At): Answer {
  const { call, drive, item } = at;
  const body = bodyOf(call) as Invitation;
  const { recipients = [], requireSignIn = true, sendInvitation = false, message = '' } = body;
  if (!Array.isArray(recipients) || recipients.length === 0)
    throw badRequest('At least one recipient is needed.', 'invalidRequest');
  if (drive.driveType === 'personal' && item.parentId === null) throw fileDenied();
  if (requireSignIn === false && sendInvitation === false)
    throw badRequest('requireSignIn and sendInvitation cannot both be false.', 'invalidRequest');
  if (message.length > 2000) throw badRequest('The message is too long.', 'invalidRequest', 'parameterIsTooLong');
  const role = roleFrom(body.roles);
  cutOff(item, body.retainInheritedPermissions);
  const value = recipients.map((recipient) => {
    const to = principalOf(call, recipient);
    const refusal = !to
      ? { code: 'invalidRequest', message: 'The recipient could not be resolved.' }
      : to.kind === 'outsider' && !call.tenants.drives.settings.externalSharing
        ? { code: 'accessDenied', message: 'Sharing with people outside the organisation is switched off.' }
        : undefined;
    if (!to || refusal)
      return { grantedTo: { user: { displayName: recipient.email ?? '' } }, roles: [role], error: refusal };
    const grant = give(at, to, role, { ...body, requireSignIn });
    if (sendInvitation) send(at, to, message);
    return toPermission(call, drive, item, { grant, from: item });
  });
  call.tenants.drives.permissionsChanged(drive, item);
  return ok(
    { '@odata.context': context(call, 'Collection(permission)'), value },
    value.some((it) => 'error' in it) ? 207 : 200,
  );
}

/** Whom an address or id means: somebody or a group inside, else an address outside. */
function principalOf(call: Call, { email = '', alias = '', objectId }: Recipient): Principal | undefined {
  const organisation = organisations.find((it) => it.tenantId === call.caller.tid);
  const name = (email || alias).toLowerCase();
  const person = organisation?.people.find((it) =>
    objectId
      ? it.id === objectId
      : it.userPrincipalName.toLowerCase() === name || it.userPrincipalName.startsWith(`${name}@`),
  );
  if (person) return { kind: 'person', id: person.id, name: person.name };
  const group = call.tenants.groups.find(call.caller.tid, objectId ?? name);
  if (group) return { kind: 'group', id: group.id, name: group.name };
  const isInside = organisation !== undefined && name.endsWith(`@${organisation.domain}`);
  return !objectId && !isInside && /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(name)
    ? { kind: 'outsider', id: name, name: name }
    : undefined;
}

function give({ call, item }: At, to: Principal, role: Role, of: Invitation): Grant {
  const id = grantId(loginOf(to, mailOf(to)));
  const known = item.permissions.find((it) => it.id === id);
  if (known) {
    known.role = highest(known.role, role) ?? role;
    return known;
  }
  const grant: Grant = {
    id,
    role,
    to,
    grantedDateTime: call.clock.now().toISOString(),
    ...(of.expirationDateTime ? { expirationDateTime: of.expirationDateTime } : {}),
    ...(to.kind === 'outsider'
      ? {
          invitation: {
            email: to.id,
            signInRequired: of.requireSignIn !== false,
            ...(call.caller.oid ? { invitedBy: call.caller.oid } : {}),
          },
        }
      : {}),
  };
  item.permissions.push(grant);
  return grant;
}

function send({ call, drive, item }: At, to: Principal, message: string): void {
  const who = organisations.flatMap((it) => it.people).find((it) => it.id === call.caller.oid);
  const address = mailOf(to) ?? call.tenants.groups.find(drive.tenantId, to.id)?.mail;
  if (!who || !address) return;
  const escaped = (text: string) => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
  call.tenants.deliver({
    from: { name: who.name, address: who.userPrincipalName },
    to: [{ name: to.name, address }],
    subject: `${who.name} shared "${item.name}" with you`,
    html: `<p>${escaped(message)}</p><p><a href="${escaped(call.files.web(drive, item))}">${escaped(item.name)}</a></p>`,
  });
}
