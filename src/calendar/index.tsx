import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/parts.css';
import '../components/calendar/calendar-parts.css';
import './calendar.css';
import { createRoot } from 'react-dom/client';
import { followLanguage } from '../ui/direction.js';
import { createApi } from '../api/client.js';
import { QueryCache } from '../api/query.js';
import { createRedirectIdentity } from '../components/redirect-identity.js';
import { readConfiguration } from '../configuration.js';
import { Announcer } from '../ui/announce.js';
import { CalendarPage } from './CalendarPage.js';

followLanguage(navigator.language);

// Microsoft's answer comes to the record page, which goes back to where the person was.
const identity = createRedirectIdentity(readConfiguration(), '/record.html');
const api = createApi({ token: (options) => identity.token(options) });
const root = document.getElementById('root');
if (root)
  createRoot(root).render(
    <>
      <CalendarPage identity={identity} api={api} cache={new QueryCache()} />
      <Announcer />
    </>,
  );
