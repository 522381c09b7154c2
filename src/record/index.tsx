import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/parts.css';
import './record.css';
import { createRoot } from 'react-dom/client';
import { followLanguage } from '../ui/direction.js';
import { createApi } from '../api/client.js';
import { QueryCache } from '../api/query.js';
import { createRedirectIdentity } from '../components/redirect-identity.js';
import { readConfiguration } from '../configuration.js';
import { Announcer } from '../ui/announce.js';
import { readPlace } from './place.js';
import { Message } from './Message.js';
import { RecordPage } from './RecordPage.js';

followLanguage(navigator.language);

const place = readPlace(window.location);
const identity = createRedirectIdentity(readConfiguration(), '/record.html');
const api = createApi({ token: (options) => identity.token(options) });
if (place.kind === 'returning')
  identity.token().catch(() => {
    window.location.replace('/record.html');
  });
const root = document.getElementById('root');
if (root && place.kind !== 'returning') {
  createRoot(root).render(
    <>
      {place.kind === 'record' ? (
        <RecordPage place={place} identity={identity} api={api} cache={new QueryCache()} />
      ) : (
        <Message kind={place.kind} />
      )}
      <Announcer />
    </>,
  );
}
