import { useState } from 'react';
import type { Reply, RecordRef } from '../../contract/api.js';
import type { CalendarEvent } from '../../contract/calendar.js';
import type { Api } from '../api/client.js';
import type { Identity } from '../api/identity.js';
import { useQuery, type QueryCache } from '../api/query.js';
import '../components/calendar/calendar-parts.css';
import { EventDialog } from '../components/calendar/EventDialog.js';
import { EventEditor } from '../components/calendar/EventEditor.js';
import { EventLine } from '../components/calendar/EventLine.js';
import { useZone } from '../components/calendar/use-zone.js';
import { useNow } from '../components/calendar/use-now.js';
import { daysOf, dayOf, shortDay } from '../components/calendar/when.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t } from '../text/calendar-text.js';
import { Button } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';

interface Props {
  record: RecordRef;
  /** Addresses that stand on the record, for a new meeting. */
  people: string[];
  api: Api;
  cache: QueryCache;
  identity: Identity;
}
type Events = Reply<'GET /records/:module/:id/events'>;

/** The meetings on a record, those to come first; one for each however many colleagues have it (M30). */
export function MeetingsTab({ record, people, api, cache, identity }: Props) {
  const answer = useQuery<Events>(cache, 'meetings', (signal) =>
    api.call('GET /records/:module/:id/events', { params: record }, { signal }),
  );
  const [opened, setOpened] = useState<CalendarEvent>();
  const [isMaking, setIsMaking] = useState(false);
  const { data, error, reload } = answer;
  const now = useNow();
  useZone(api, cache);
  const list = (title: string, events: CalendarEvent[]) =>
    events.length > 0 && (
      <section className="meetings" aria-label={title}>
        <h3>{title}</h3>
        <ul>
          {events.map((it) => (
            <li key={it.id} className="entry">
              <EventLine event={it} day={shortDay(daysOf(it)[0] ?? '')} onOpen={setOpened} />
            </li>
          ))}
        </ul>
      </section>
    );
  return (
    <section aria-labelledby="meetings-title">
      <div className="meetings-head">
        <h2 id="meetings-title">{t('meetings.title')}</h2>
        <Button onClick={() => setIsMaking(true)}>{t('meetings.new')}</Button>
      </div>
      {error && <ProblemBanner error={error} doing="record" identity={identity} onRetry={() => void reload()} />}
      {!data && !error && <div className="bone bone-entry" />}
      {data && data.upcoming.length + data.past.length === 0 && (
        <div className="empty timeline-empty">
          <Icon name="clock" className="empty-icon" />
          <h3>{t('meetings.none.title')}</h3>
          <p>{t('meetings.none.body')}</p>
        </div>
      )}
      {data && list(t('meetings.upcoming'), data.upcoming)}
      {data && list(t('meetings.past'), data.past)}
      {data?.isMore && <p className="caption">{t('meetings.more')}</p>}
      {opened && (
        <EventDialog
          key={opened.id}
          api={api}
          identity={identity}
          cache={cache}
          event={opened}
          hasTeams
          onClose={() => setOpened(undefined)}
          onChanged={() => void reload()}
        />
      )}
      {isMaking && (
        <EventEditor
          api={api}
          identity={identity}
          day={dayOf(new Date(now))}
          people={people}
          record={record}
          hasTeams
          onClose={() => setIsMaking(false)}
          onDone={() => {
            setIsMaking(false);
            void reload();
          }}
        />
      )}
    </section>
  );
}
