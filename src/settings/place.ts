/** Where in the settings a person is. The address says it, so that a link, Back and a reload lead to the same. */
export type Place =
  | { kind: 'integrations' | 'microsoft' | 'calendar' | 'review' | 'whatWorks' | 'returning' | 'nowhere' }
  | { kind: 'oneDrive'; view: 'settings' | 'folders'; run?: string }
  | { kind: 'access'; view: AccessView }
  | { kind: 'leave' }
  | { kind: 'admin'; view: AdminView }
  | { kind: 'mailbox'; id: string; view: MailboxView };
export const adminViews = ['setup', 'coherence', 'policy', 'mailboxes', 'audit', 'privacy'] as const;
export type AdminView = (typeof adminViews)[number];
export type AccessView = 'drift' | 'teams';
export type MailboxView = 'settings' | 'preview' | 'progress' | 'log' | 'disconnect';

export const hrefs = {
  integrations: '#/integrations',
  microsoft: '#/integrations/microsoft',
  calendar: '#/integrations/calendar',
  oneDrive: '#/integrations/onedrive',
  folders: '#/integrations/onedrive/folders',
  run: (id: string) => `#/integrations/onedrive/folders/${id}`,
  review: '#/review',
  whatWorks: '#/what-works',
  leave: '#/integrations/microsoft/disconnect',
  admin: (view: AdminView = 'setup') => `#/admin${view === 'setup' ? '' : `/${view}`}`,
  access: (view: AccessView = 'drift') => `#/integrations/onedrive/access${view === 'drift' ? '' : `/${view}`}`,
  mailbox: (id: string, view?: MailboxView) => `#/mailboxes/${id}${!view || view === 'settings' ? '' : `/${view}`}`,
};

export function readPlace(hash: string): Place {
  if (/[#&]state=/.test(hash)) return { kind: 'returning' }; // Microsoft's answer to a sign-in of this page
  const path = hash.replace(/^#?\/?(settings(\/|$))?/, '').replace(/\/$/, '');
  if (path === '' || path === 'integrations') return { kind: 'integrations' };
  if (path === 'integrations/microsoft') return { kind: 'microsoft' };
  if (path === 'integrations/calendar') return { kind: 'calendar' };
  const [, folders, run] = /^integrations\/onedrive(\/folders(?:\/([\w-]+))?)?$/.exec(path) ?? [];
  if (path.startsWith('integrations/onedrive') && (folders || path === 'integrations/onedrive'))
    return { kind: 'oneDrive', view: folders ? 'folders' : 'settings', ...(run ? { run } : {}) };
  if (path === 'integrations/microsoft/disconnect') return { kind: 'leave' };
  const [isAdmin, part = 'setup'] = /^admin(?:\/(\w+))?$/.exec(path) ?? [];
  if (isAdmin && adminViews.some((it) => it === part)) return { kind: 'admin', view: part as AdminView };
  if (path === 'review') return { kind: 'review' };
  if (path === 'what-works') return { kind: 'whatWorks' };
  if (path === 'integrations/onedrive/access') return { kind: 'access', view: 'drift' };
  if (path === 'integrations/onedrive/access/teams') return { kind: 'access', view: 'teams' };
  const [, id, view = 'settings'] =
    /^mailboxes\/(\d+)(?:\/(settings|preview|progress|log|disconnect))?$/.exec(path) ?? [];
  return id ? { kind: 'mailbox', id, view: view as MailboxView } : { kind: 'nowhere' };
}
