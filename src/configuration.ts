/** What the server writes into the page: which application signs in, where, for which scope, its own version, and how the pages are built. */
export interface Configuration {
  clientId: string;
  authority: string;
  scope: string;
  version: string;
  /** The server names its build with each answer; another one means that this page is outdated (R-38). */
  build: string;
}

/** Throws when the page was not served by our server (the place for the configuration is empty). */
export function readConfiguration(page: Document = document): Configuration {
  const text = page.getElementById('configuration')?.textContent;
  if (!text) throw new Error('This page has no configuration. It must be served by the Coherence server.');
  return JSON.parse(text) as Configuration;
}

/** Where an administrator approves everything the application is registered for, for the whole organisation. */
export const approvalUrl = ({ authority, clientId }: Configuration, page: Location = window.location): string =>
  `${authority}/adminconsent?${new URLSearchParams({ client_id: clientId, redirect_uri: `${page.origin}/record.html` }).toString()}`;
