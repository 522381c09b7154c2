/** What the server writes into the page: which application signs in, where, for which scope, and its own version. */
export interface Configuration {
  clientId: string;
  authority: string;
  scope: string;
  version: string;
}

/** Throws when the page was not served by our server (the place for the configuration is empty). */
export function readConfiguration(page: Document = document): Configuration {
  const text = page.getElementById('configuration')?.textContent;
  if (!text) throw new Error('This page has no configuration. It must be served by the Coherence server.');
  return JSON.parse(text) as Configuration;
}
