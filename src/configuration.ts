/** What the server writes into the page: which application signs in, where, for which scope, its own version, and how the pages are built. */
export interface Configuration {
  clientId: string;
  authority: string;
  scope: string;
  /** What it asks of Microsoft Graph, to name it where an approval is missing. */
  graphScopes: string[];
  version: string;
  /** The server names its build with each answer; another one means that this page is outdated. */
  build: string;
}

/** Throws when the page was not served by our server (the place for the configuration is empty). */
export function readConfiguration(page: Document = document): Configuration {
  const text = page.getElementById('configuration')?.textContent;
  if (!text) throw new Error('This page has no configuration. It must be served by the Coherence server.');
  return JSON.parse(text) as Configuration;
}

/** Where an administrator approves the application for the whole organisation: its permissions, named one by one (M69). */
export function approvalUrl(
  { authority, clientId, scope, graphScopes }: Configuration,
  { tenantId, scopes = graphScopes }: { tenantId?: string | undefined; scopes?: readonly string[] | undefined } = {},
  page: Location = window.location,
): string {
  const query = new URLSearchParams({
    client_id: clientId,
    scope: [...scopes, scope].join(' '),
    redirect_uri: `${page.origin}/record.html`,
    state: crypto.randomUUID(),
  });
  return `${new URL(authority).origin}/${tenantId ?? 'organizations'}/v2.0/adminconsent?${query.toString()}`;
}
