import { escapeHtml } from '../base/exchange.js';
import { organisations } from '../tenant/company.js';

const style = `:root{color-scheme:light dark}*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;font:15px/1.45 "Segoe UI",system-ui,sans-serif;background:#eef1f6;color:#1b1b1f}
main{width:min(440px,100vw);background:#fff;padding:36px 40px 28px;box-shadow:0 2px 12px #0002}h1{font-size:22px;font-weight:600;margin:14px 0 12px}.org{font-weight:600;color:#4a4d57}
ul{list-style:none;margin:0 -16px;padding:0}li a,li button{display:flex;gap:14px;align-items:center;width:100%;padding:10px 16px;border:0;background:none;text:left;font:inherit;color:inherit;text-decoration:none;cursor:pointer}
li a:hover,li a:focus-visible{background:#f0f2f7;outline:2px solid #3b5bdb;outline-offset:-2px}.face{width:40px;height:40px;border-radius:50%;display:grid;place-items:center;background:#3b4a9e;color:#fff;font-weight:600}
small{color:#5a5d66}.note{margin-top:22px;padding-top:14px;border-top:1px solid #dfe2e8;color:#5a5d66;font-size:12.5px}.scopes li{padding:7px 16px}.scopes summary{cursor:pointer}.scopes small{display:block;padding-left:16px;overflow-wrap:anywhere}.row{display:flex;justify-content:flex-end;gap:8px;margin-top:20px}
.row a{padding:7px 22px;background:#e7e9ee;color:#1b1b1f;text-decoration:none}.row a.main{background:#2f5fc4;color:#fff}.row a:focus-visible{outline:2px solid #111;outline-offset:2px}
@media(prefers-color-scheme:dark){body{background:#17181c;color:#f2f2f5}main{background:#24262c;box-shadow:none}li a:hover,li a:focus-visible{background:#31343c}small,.note,.org{color:#b3b7c2}.note{border-color:#3b3e47}.row a{background:#3a3d46;color:#fff}}`;

const page = (title: string, content: string) =>
  `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1"><title>${escapeHtml(title)}</title><style>${style}</style></head><body><main>${content}<p class="note">Imitation of Microsoft's sign-in for trying and testing. No password is asked for, nothing leaves this machine.</p></main></body></html>`;
const face = (name: string) =>
  `<span class="face" aria-hidden="true">${escapeHtml(
    name
      .split(' ')
      .map((word) => word[0])
      .join('')
      .slice(0, 2),
  )}</span>`;

/** The account picker; each person is a link back to the same request. */
export function accountPicker(link: (objectId: string) => string, application: string): string {
  const people = organisations
    .flatMap((it) =>
      it.people.map(
        (person) =>
          `<li><a href="${escapeHtml(link(person.id))}">${face(person.name)}<span>${escapeHtml(person.name)}<br><small>${escapeHtml(person.userPrincipalName)}</small></span></a></li>`,
      ),
    )
    .join('');
  return page(
    'Sign in',
    `<span class="org">Sign in (sandbox)</span><h1>Pick an account</h1><p>to continue to ${escapeHtml(application)}</p><ul>${people}</ul>`,
  );
}

const words: Record<string, string> = {
  'User.Read': 'Read your profile',
  'Mail.ReadBasic': 'Read who wrote to whom, when and about what, without the text of your mail',
  'Mail.Read': 'Read your mail',
  'Mail.ReadWrite': 'Read and change your mail',
  'Mail.Send': 'Send mail as you',
  'Mail.Read.Shared': 'Read mail in your mailbox and in those shared with you',
  'Mail.ReadWrite.Shared': 'Read and change mail in your mailbox and in those shared with you',
  'Mail.Send.Shared': 'Send mail as you and in the name of mailboxes shared with you',
  'MailboxSettings.Read': 'Read your mailbox settings (categories, time zone)',
  'MailboxSettings.ReadWrite': 'Read and change your mailbox settings (categories, time zone)',
  'Calendars.ReadWrite': 'Read and change your calendars',
  'Calendars.ReadWrite.Shared': 'Read and change calendars that you have access to',
  'Contacts.ReadWrite': 'Read and change your contacts',
  'Files.ReadWrite': 'Read and change your files',
  'Files.ReadWrite.All': 'Read and change all files you have access to',
  'OnlineMeetings.ReadWrite': 'Read and create your online meetings',
  'Place.Read.All': 'Read all company places',
  'Sites.Read.All': 'Read items in all sites you have access to',
  'User.ReadBasic.All': "Read all users' basic profiles",
  'Calendars.Read.Shared': 'Read calendars that you have access to',
  'Group.ReadWrite.All': 'Read and write all groups',
  'GroupMember.Read.All': 'Read group memberships',
  'People.Read': 'Read your relevant people list',
  'Application.Read.All': 'Read applications',
  'DelegatedPermissionGrant.Read.All': 'Read delegated permission grants',
  'AuditLog.Read.All': 'Read audit log data',
  openid: 'Sign you in',
  profile: 'Read your name',
  email: 'Read your address',
  offline_access: 'Keep access while you are away',
};

export function consentPage(
  scopes: string[],
  who: string,
  application: string,
  accept: string,
  cancel: string,
): string {
  const items = listed(scopes, application);
  return page(
    'Permissions requested',
    `<span class="org">${escapeHtml(who)}</span><h1>Permissions requested</h1><p>${escapeHtml(application)} would like to:</p><ul class="scopes">${items}</ul><div class="row"><a href="${escapeHtml(cancel)}">Cancel</a><a class="main" href="${escapeHtml(accept)}">Accept</a></div>`,
  );
}

interface ForOrganisation {
  application: string;
  organisation: string;
  accept: string;
  cancel: string;
}
/** The same for a whole organisation: everything that is asked for, and that nobody else is asked then. */
export function organisationConsentPage(
  scopes: string[],
  who: string,
  { application, organisation, accept, cancel }: ForOrganisation,
): string {
  const items = listed(scopes, application);
  return page(
    'Permissions requested',
    `<span class="org">${escapeHtml(who)}</span><h1>Permissions requested</h1><p><small>Review for your organization</small></p><p>${escapeHtml(application)} would like to:</p><ul class="scopes">${items}</ul><p>If you accept, this app will get access to the specified resources for all users in ${escapeHtml(organisation)}. No one else will be prompted to review these permissions.</p><div class="row"><a href="${escapeHtml(cancel)}">Cancel</a><a class="main" href="${escapeHtml(accept)}">Accept</a></div>`,
  );
}
/** Each in words; what it is called stands in its details. */
const listed = (scopes: string[], application: string): string =>
  scopes
    .map(
      (scope) =>
        `<li><details><summary>${escapeHtml(inWords(scope, application))}</summary><small>${escapeHtml(scope)}</small></details></li>`,
    )
    .join('');
const inWords = (scope: string, application: string): string =>
  words[scope] ?? scope.replace(/^api:\/\/[^/]+\//, `Use ${application} as you: `);

/** What people see where only administrators may consent. */
export const approvalPage = (who: string, application: string, back: string): string =>
  page(
    'Need admin approval',
    `<span class="org">${escapeHtml(who)}</span><h1>Need admin approval</h1><p>${escapeHtml(application)} needs permission to access resources in your organisation that only an admin can grant. Please ask an admin to grant permission to this app before you can use it.</p><div class="row"><a href="${escapeHtml(back)}">Return to the application without granting consent</a></div>`,
  );

/** The same on the page for administrators, for who is none: another account may be. */
export const adminApprovalPage = (
  who: string,
  application: string,
  { back, other }: { back: string; other: string },
): string =>
  page(
    'Need admin approval',
    `<span class="org">${escapeHtml(who)}</span><h1>Need admin approval</h1><p>${escapeHtml(application)} needs permission to access resources in your organisation that only an admin can grant. Please ask an admin to grant permission to this app before you can use it.</p><p><a href="${escapeHtml(other)}">Have an admin account? Sign in with that account</a></p><div class="row"><a href="${escapeHtml(back)}">Return to the application without granting consent</a></div>`,
  );

/** Asks for the second factor; one press, as on a phone. */
export const factorPage = (who: string, approve: string, cancel: string): string =>
  page(
    'Approve sign-in request',
    `<span class="org">${escapeHtml(who)}</span><h1>Approve sign-in request</h1><p>Open your Authenticator app, and approve the request to sign in.</p><div class="row"><a href="${escapeHtml(cancel)}">Cancel</a><a class="main" href="${escapeHtml(approve)}">Approve</a></div>`,
  );

/** What people see whose device or place a rule of their organisation does not allow. */
export const blockedPage = (who: string, why: string, back: string): string =>
  page(
    'You cannot access this right now',
    `<span class="org">${escapeHtml(who)}</span><h1>You cannot access this right now</h1><p>Your sign-in was successful but does not meet the criteria to access this resource.</p><p><small>${escapeHtml(why)}</small></p><div class="row"><a href="${escapeHtml(back)}">Return to the application</a></div>`,
  );

export const errorPage = (text: string): string =>
  page(
    'Sign-in failed',
    `<span class="org">Sign in (sandbox)</span><h1>Sorry, but we're having trouble signing you in.</h1><p>${escapeHtml(text)}</p>`,
  );
export const messagePage = (title: string, text: string): string =>
  page(title, `<span class="org">Sign in (sandbox)</span><h1>${escapeHtml(title)}</h1><p>${escapeHtml(text)}</p>`);
/** A form that posts itself (response_mode=form_post). */
export const postingPage = (to: string, values: Record<string, string>): string =>
  page(
    'Working...',
    `<h1>One moment</h1><form method="post" action="${escapeHtml(to)}">${Object.entries(values)
      .map(([name, value]) => `<input type="hidden" name="${escapeHtml(name)}" value="${escapeHtml(value)}">`)
      .join('')}<button>Continue</button></form><script>document.forms[0].submit()</script>`,
  );
