import './meetings.css';
import { useState } from 'react';
import type { LoggedMeeting, MeetingNotes as Notes, Reply } from '../../../contract/api.js';
import type { Api } from '../../api/client.js';
import type { Identity } from '../../api/identity.js';
import { useQuery, type QueryCache } from '../../api/query.js';
import { MeetingNotes } from '../../components/MeetingNotes.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { formatMeeting, formatNames, t } from '../../text/meeting-text.js';
import { formatFullTime } from '../../text/text.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';

interface Props {
  module: string;
  id: string;
  api: Api;
  cache: QueryCache;
  identity: Identity;
}
type Page = Reply<'GET /records/:module/:id/meetings/logged'>;
const first = 3;

/** Meetings of a record that took place, with what was written about them; who was there is asked for notes. */
export function MeetingLog({ module, id, api, cache, identity }: Props) {
  const [count, setCount] = useState(first);
  const key = `meetings ${module}/${id}`;
  const { data, error, reload } = useQuery<Page>(cache, key, (signal) =>
    api.call('GET /records/:module/:id/meetings/logged', { params: { module, id }, query: {} }, { signal }),
  );
  const more = async () => {
    if (data && count >= data.meetings.length && data.next) {
      const page = await api.call('GET /records/:module/:id/meetings/logged', {
        params: { module, id },
        query: { before: data.next },
      });
      cache.write<Page>(key, { ...page, meetings: [...data.meetings, ...page.meetings] });
    }
    setCount(count + 10);
  };
  if (error && !data)
    return <ProblemBanner error={error} doing="meeting" identity={identity} onRetry={() => void reload()} />;
  if (!data) return <div className="bone bone-entry" />;
  // Who is asked finds the question first, whatever was later.
  const asked = data.meetings.filter((it) => it.notes.isAsked);
  const rest = data.meetings.filter((it) => !it.notes.isAsked);
  const shown = [...asked, ...rest].slice(0, Math.max(count, asked.length));
  const keep = (meeting: LoggedMeeting) => (notes: Notes) =>
    cache.change<Page>(key, (page) => ({
      ...page,
      meetings: page.meetings.map((it) => (it.id === meeting.id ? { ...it, notes } : it)),
    }));
  return (
    <section className="meeting-log" aria-labelledby="meeting-log-title">
      <h2 id="meeting-log-title">{t('log.title')}</h2>
      <p className="caption">{t('log.kept')}</p>
      {data.meetings.length === 0 && <p className="caption">{t('log.none')}</p>}
      <ul>
        {shown.map((it) => (
          <li key={it.id} className="meeting-entry">
            <Icon name="people" />
            <div>
              <h3>{it.subject ?? t('log.untitled')}</h3>
              <p className="caption">
                <time dateTime={it.startDateTime} title={formatFullTime(it.startDateTime)}>
                  {formatMeeting({
                    start: Date.parse(it.startDateTime),
                    end: Date.parse(it.endDateTime),
                    isAllDay: it.isAllDay,
                  })}
                </time>
                {it.rooms.length > 0 && ` · ${t('log.rooms', { names: formatNames(it.rooms) })}`}
              </p>
              {it.people.length > 0 && (
                <p className="caption">
                  {t('log.people', { names: formatNames(it.people.map((person) => person.name)) })}
                </p>
              )}
              <MeetingNotes id={it.id} notes={it.notes} api={api} identity={identity} onKept={keep(it)} />
            </div>
          </li>
        ))}
      </ul>
      {(shown.length < data.meetings.length || data.next) && (
        <Button look="link" onClick={() => void more()}>
          {t('log.more')}
        </Button>
      )}
    </section>
  );
}
