/** How a page gets tokens for our API. The pane asks Outlook for them (src/office/identity.ts), pages in a tab ask Microsoft (src/components/redirect-identity.ts). */
export interface Identity {
  /** A token without any window. Throws PaneError `sign_in_required`, `step_up_required`, `consent_required`, `offline`, … */
  token(options?: { forceRefresh?: boolean }): Promise<string>;
  /** Asks the person; call it from a click only. At most one window for each call. Throws PaneError `cancelled` when it was closed. */
  signIn(options?: { claims?: string | undefined; chooseAccount?: boolean }): Promise<void>;
  /** Forgets every token of this page and stays signed out until `signIn`. */
  signOut(): Promise<void>;
}
