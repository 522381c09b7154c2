import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react';
import { useQuery } from '../api/query.js';
import { Frame, Skeleton } from './Frame.js';
import { Integrations } from './Integrations.js';
import { Microsoft } from './Microsoft.js';
import { Nowhere } from './Nowhere.js';
import { readPlace } from './place.js';
import { useSettings, type Connection } from './settings.js';
import { takeWayBack } from './use-connect.js';

// The first screen brings the list of services; each part of the settings follows when it is opened.
const AccessPage = lazy(async () => ({ default: (await import('./access/AccessPage.js')).AccessPage }));
const AdminPage = lazy(async () => ({ default: (await import('./admin/AdminPage.js')).AdminPage }));
const CalendarSettingsPage = lazy(async () => ({
  default: (await import('./calendar/CalendarSettingsPage.js')).CalendarSettingsPage,
}));
const LeavePage = lazy(async () => ({ default: (await import('./LeavePage.js')).LeavePage }));
const MailboxPage = lazy(async () => ({ default: (await import('./MailboxPage.js')).MailboxPage }));
const OneDrivePage = lazy(async () => ({ default: (await import('./files/OneDrivePage.js')).OneDrivePage }));
const WhatWorksPage = lazy(async () => ({ default: (await import('./what-works/WhatWorksPage.js')).WhatWorksPage }));
const Review = lazy(async () => ({ default: (await import('./Review.js')).Review }));

const subscribe = (listener: () => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

/** The settings: which part is shown is said by the address alone. */
export function App() {
  const { api, cache } = useSettings();
  const hash = useSyncExternalStore(subscribe, () => window.location.hash);
  const place = readPlace(hash);
  const connection = useQuery<Connection>(cache, 'connection', (signal) => api.call('GET /connection', {}, { signal }));
  useEffect(() => {
    const back = takeWayBack();
    if (back && readPlace(window.location.hash).kind === 'microsoft') window.location.replace(back);
  }, []);
  useEffect(() => {
    window.scrollTo(0, 0);
  }, [hash]);

  const mailbox = place.kind === 'mailbox' ? connection.data?.mailboxes.find((it) => it.id === place.id) : undefined;
  const part = (data: Connection) => {
    switch (place.kind) {
      case 'integrations':
        return <Integrations connection={data} />;
      case 'microsoft':
        return <Microsoft connection={data} reload={connection.reload} />;
      case 'calendar':
        return <CalendarSettingsPage connection={data} reload={connection.reload} />;
      case 'oneDrive':
        return <OneDrivePage connection={data} place={place} reload={connection.reload} />;
      case 'leave':
        return <LeavePage reload={connection.reload} />;
      case 'admin':
        return <AdminPage view={place.view} />;
      case 'review':
        return <Review />;
      case 'whatWorks':
        return <WhatWorksPage />;
      case 'access':
        return <AccessPage view={place.view} />;
      case 'mailbox':
        return mailbox ? (
          <MailboxPage key={mailbox.id} mailbox={mailbox} view={place.view} reload={connection.reload} />
        ) : (
          <Nowhere />
        );
      default:
        return <Nowhere />;
    }
  };
  return (
    <Frame connection={connection} place={place} mailbox={mailbox}>
      {(data) => <Suspense fallback={<Skeleton />}>{part(data)}</Suspense>}
    </Frame>
  );
}
