import '../ui/tokens.css';
import '../ui/base.css';
import '../ui/parts.css';
import './settings.css';
import './parts.css';
import './review.css';
import { createRoot } from 'react-dom/client';
import { followLanguage } from '../ui/direction.js';
import { createApi } from '../api/client.js';
import { QueryCache } from '../api/query.js';
import { createRedirectIdentity } from '../components/redirect-identity.js';
import { readConfiguration } from '../configuration.js';
import { Announcer } from '../ui/announce.js';
import { App } from './App.js';
import { hrefs, readPlace } from './place.js';
import { readRefusal, Refused } from './Refused.js';
import { SettingsContext } from './settings.js';

followLanguage(navigator.language);

const identity = createRedirectIdentity(readConfiguration(), '/settings.html');
const api = createApi({ token: (options) => identity.token(options) });
const refusal = readRefusal();
if (refusal) window.history.replaceState(null, '', '/settings'); // the code and the state are over; they need not stand there
// Microsoft's page of approval for everybody leads back here: to the guide that sent its administrator there.
if (new URLSearchParams(window.location.search).has('admin_consent'))
  window.history.replaceState(null, '', `/settings${hrefs.admin()}`);
const root = document.getElementById('root');
const show = () => {
  if (!root) return;
  createRoot(root).render(
    <SettingsContext value={{ identity, api, cache: new QueryCache() }}>
      {refusal ? <Refused why={refusal} /> : <App />}
      <Announcer />
    </SettingsContext>,
  );
};
// Microsoft's answer is taken first, and the page goes back to where the person was.
if (!refusal && readPlace(window.location.hash).kind === 'returning') {
  const goOn = () => {
    if (readPlace(window.location.hash).kind === 'returning') window.history.replaceState(null, '', '/settings');
    show();
  };
  identity.token().then(goOn, goOn);
} else show();
