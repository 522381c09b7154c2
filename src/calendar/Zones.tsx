import { useEffect, useRef, useState } from 'react';
import type { CalendarEvent, CalendarZones } from '../../contract/calendar.js';
import type { Api } from '../api/client.js';
import type { Identity } from '../api/identity.js';
import { useQuery, type QueryCache } from '../api/query.js';
import { nameOf } from '../components/calendar/EventLine.js';
import { clock } from '../components/calendar/when.js';
import { useNow } from '../components/calendar/use-now.js';
import { DiagnosisNote } from '../components/DiagnosisNote.js';
import { t } from '../text/calendar-text.js';
import { formatList } from '../text/text.js';
import { browserZone, isAlike, readersZone } from '../text/zone.js';
import { announce } from '../ui/announce.js';

interface Props {
  api: Api;
  identity: Identity;
  cache: QueryCache;
  /** What is shown now; the next of them is the example. */
  events: CalendarEvent[];
  onUsed(): void;
}

/** Where mailbox, workspace and browser are in different zones: all three, one event in each, and one press that makes them alike (M74). */
export function Zones({ api, identity, cache, events, onUsed }: Props) {
  const { data, reload } = useQuery<CalendarZones>(cache, 'zones', (signal) =>
    api.call('GET /calendar/zones', {}, { signal }),
  );
  const [left, setLeft] = useState(() => readLeft());
  const now = useNow();
  // Outlook was set to another zone since the page began.
  const isOther = data?.usesMailbox === true && data.mailbox !== readersZone();
  const tell = useRef(onUsed);
  useEffect(() => {
    tell.current = onUsed;
  });
  useEffect(() => {
    if (isOther) tell.current();
  }, [isOther]);
  if (!data) return null;
  const { mailbox, workspace, usesMailbox } = data;
  const browser = browserZone();
  const these = [mailbox, workspace, browser].join(' ');
  if (usesMailbox)
    return isAlike(mailbox, browser) ? null : <p className="caption">{t('zones.used', { zone: mailbox })}</p>;
  if (left === these || (isAlike(mailbox, workspace) && isAlike(mailbox, browser))) return null;
  const next = events.find((it) => !it.isAllDay && Date.parse(it.endDateTime) > now);
  const example = next?.startDateTime ?? new Date(now).toISOString();
  const places = [
    ['mailbox', mailbox],
    ['workspace', workspace],
    ['browser', browser],
  ] as const;
  return (
    <DiagnosisNote
      cause="zones.differ"
      about={formatList([mailbox, workspace, browser])}
      identity={identity}
      handlers={{
        useMailboxZone: async () => {
          cache.write('zones', await api.call('POST /calendar/zones/use-mailbox', {}));
          announce(t('zones.done'));
          onUsed();
        },
        checkAgain: () => reload(),
      }}
      onDismiss={() => {
        setLeft(these);
        keepLeft(these);
      }}
    >
      <p className="caption">{next ? t('zones.example', { subject: nameOf(next) }) : t('zones.now')}</p>
      <ul className="zones">
        {places.map(([place, zone]) => (
          <li key={place}>
            <strong>{clock(example, zone)}</strong>
            <span>{t('zones.line', { place: t(`zones.${place}`), zone: zone.replace(/_/g, ' ') })}</span>
          </li>
        ))}
      </ul>
    </DiagnosisNote>
  );
}

/** Who wants to see the browser's zone is not asked again, until one of the zones is another. */
const leftKey = 'coherence.zones.left';
function readLeft(): string | undefined {
  try {
    return localStorage.getItem(leftKey) ?? undefined;
  } catch {
    return undefined;
  }
}
function keepLeft(zones: string): void {
  try {
    localStorage.setItem(leftKey, zones);
  } catch {
    // it is asked again next time
  }
}
