import { lookingScopes, neededScopes, reasons, signInLogScopes } from '../../server/administration/scopes.js';
import type { Place } from './place.js';
import { redirectAddresses, registrationOf } from './registration.js';
import { clients } from './support.js';

const escape = (text: string): string => text.replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const list = (items: string[]) => `<ul>${items.map((it) => `<li>${it}</li>`).join('')}</ul>`;
const code = (text: string) => `<code>${escape(text)}</code>`;
const style =
  'body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;padding:0 1rem;color:#1b1b1f}h2{margin-top:2rem}table{border-collapse:collapse}th,td{text-align:left;padding:.3rem .8rem .3rem 0;border-bottom:1px solid #dfe2e8;vertical-align:top}pre{white-space:pre-wrap;overflow-wrap:anywhere;padding:.6rem .8rem;background:#f0f2f7}td:last-child{white-space:nowrap}code{background:#f0f2f7;padding:0 .2em;overflow-wrap:anywhere}';

/** The page Microsoft sends an administrator to, to allow permissions for everybody: all of them, or those that were chosen. */
export const approvalAddress = (
  { baseUrl, clientId }: Pick<Place, 'baseUrl' | 'clientId'>,
  scopes: readonly string[],
) =>
  `https://login.microsoftonline.com/organizations/v2.0/adminconsent?${new URLSearchParams({
    client_id: clientId,
    scope: scopes.map((it) => `https://graph.microsoft.com/${it}`).join(' '),
    redirect_uri: `${baseUrl}/settings.html`,
    state: 'admin',
  }).toString()}`;

/** As the page of the registration names them, and whose sign-in the server takes. */
const accountTypes = {
  organizations:
    'accounts in any organizational directory; the server takes the organisations of its settings. Personal Outlook.com accounts cannot sign in: for them make this package again with <code>--accounts all</code>',
  all: 'accounts in any organizational directory and personal Microsoft accounts; the server takes the organisations of its settings, and personal accounts only by their object ids (<code>accounts</code> in <code>COHERENCE_CONNECTIONS</code>)',
};

/** What an administrator does with the files beside it, in order, with the addresses of this very package. */
export function deploymentPage(place: Place, version: string): string {
  const { baseUrl, id, clientId, accounts = 'organizations' } = place;
  const { web, spa } = redirectAddresses(baseUrl);
  const { application } = registrationOf(place);
  const scopes = [...neededScopes, ...lookingScopes, ...signInLogScopes];
  const rows = scopes.map(
    (it) =>
      `<tr><td>${code(it)}</td><td>${escape(reasons[it] ?? '')}</td><td><a href="${escape(approvalAddress(place, ['User.Read', it]))}">allow only this</a></td></tr>`,
  );
  const matrix = clients.map(
    (it) => `<tr><td>${escape(it.client)}</td><td>${escape(it.pane)}</td><td>${escape(it.tested)}</td></tr>`,
  );
  return `<!doctype html><html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Deploying Coherence for Microsoft 365</title><style>${style}</style></head><body><main>
<h1>Deploying Coherence for Microsoft 365 ${escape(version)}</h1>
<p>For ${code(baseUrl)}. Add-in ${code(id)}, application ${code(clientId)}.</p>
<h2>1. The registration</h2>
<p>${code('app-registration.json')} is the registration as Microsoft Graph takes it. With the Azure command line, on an application that is there already:</p>
<pre>${escape(`node -p "JSON.stringify(require('./app-registration.json').application)" > application.json
az rest --method PATCH --url "https://graph.microsoft.com/v1.0/applications(appId='${clientId}')" --body @application.json`)}</pre>
<p>Or by hand, in Microsoft Entra:</p>
${list([`<em>Supported account types</em>: ${accountTypes[accounts]}`, `<em>Authentication &gt; Web</em>: ${web.map(code).join(' ')}`, `<em>Authentication &gt; Single-page application</em>, in this order: ${spa.map(code).join(' ')}`, `<em>Expose an API</em>: ${application.identifierUris.map(code).join(' and ')} with the scope ${code('access_as_user')}, token version 2, and ${code('ea5a67f6-b6f3-4338-b240-c655ddc3cc8e')} (every Office) as authorised client`, '<em>API permissions</em>: the table below, delegated'])}
<h2>2. Permissions</h2>
<p><a href="${escape(approvalAddress(place, neededScopes))}">Allow all of them for everybody</a>, or each by itself. What is not allowed is asked of people one by one, when they use it.</p>
<table><thead><tr><th>Permission</th><th>What for</th><th></th></tr></thead><tbody>${rows.join('')}</tbody></table>
<h2>3. The add-in</h2>
<ol><li>Microsoft 365 admin center, <a href="https://admin.microsoft.com/Adminportal/Home#/Settings/IntegratedApps">Settings &gt; Integrated apps</a>, <em>Upload custom apps</em>.</li>
<li>App type <em>Office Add-in</em>, and ${code('manifest.xml')}. Where your organisation uses the unified manifest, ${code('coherence-365.zip')} instead; with both, people see one button.</li>
<li>Users: <em>Just me</em> first, then a few people or a group, then everybody. It can take a day until the button shows.</li></ol>
<p><strong>Updating.</strong> Make this package again with the same ${code('--id')} and a version that is higher (${code('--version')}, or a newer version of the project); choose the app, <em>Update</em>, upload. Nobody has to consent again as long as the permissions stay the same: a pane that changed needs no new manifest at all.</p>
<h2>4. Where it runs</h2>
<table><thead><tr><th>Client</th><th>What there is</th><th>Tried</th></tr></thead><tbody>${matrix.join('')}</tbody></table>
<p>Then open <a href="${escape(baseUrl)}/settings#/admin">${escape(baseUrl)}/settings#/admin</a>: every step is checked there.</p>
</main></body></html>
`;
}
