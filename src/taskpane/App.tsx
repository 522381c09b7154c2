import { use, Suspense, useState } from 'react';
import { useItem, type Start } from '../office/host.js';
import { Announcer } from '../ui/announce.js';
import { LoadingPane } from './Loading.js';
import { AppointmentPane, NotHere } from './lazy.js';
import { MessagePane } from './message/MessagePane.js';
import { NoItem } from './NoItem.js';
import { PaneContext, usePane, type Pane } from './pane.js';

export type Started = Exclude<Start, { kind: 'outlook' }> | { kind: 'outlook'; pane: Pane };

export function App({ started }: { started: Promise<Started> }) {
  return (
    <>
      <Suspense fallback={<LoadingPane />}>
        <Opened started={started} />
      </Suspense>
      <Announcer />
    </>
  );
}

function Opened({ started }: { started: Promise<Started> }) {
  const start = use(started);
  if (start.kind !== 'outlook') return <NotHere why={start.kind} />;
  return (
    <PaneContext value={start.pane}>
      <Shown />
    </PaneContext>
  );
}

/** What the open item asks for. Each mail has a pane of its own, so that nothing of one mail is left on the next (S-05). */
function Shown() {
  const { host } = usePane();
  const item = useItem(host);
  const [mail, setMail] = useState('');
  if (!item) return <NoItem />;
  if (item.kind === 'appointment' || (item.isInvitation && item.id && mail !== item.id))
    return (
      <Suspense fallback={<LoadingPane title={item.subject} />}>
        <AppointmentPane key={item.id} item={item} {...(item.isInvitation ? { onMail: () => setMail(item.id) } : {})} />
      </Suspense>
    );
  if (!item.id || !item.internetMessageId) return <NotHere why="noId" title={item.subject} />;
  return <MessagePane key={item.id} item={item} />;
}
