import { useEffect, useState, useSyncExternalStore } from 'react';
import type { Reply } from '../../contract/api.js';
import type { CalendarEvent } from '../../contract/calendar.js';
import type { Api } from '../api/client.js';
import type { Identity } from '../api/identity.js';
import { useQuery, type QueryCache } from '../api/query.js';
import { useZone } from '../components/calendar/use-zone.js';
import { EventDialog } from '../components/calendar/EventDialog.js';
import { EventEditor } from '../components/calendar/EventEditor.js';
import {
  addDays,
  addMonths,
  dayOf,
  mondayOf,
  monthGrid,
  monthOf,
  shortDay,
  startOf,
  weekOf,
} from '../components/calendar/when.js';
import { isAboutSignIn } from '../components/describe-problem.js';
import { ProblemBanner, SignInProblem } from '../components/ProblemBanner.js';
import { t } from '../text/calendar-text.js';
import { t as words } from '../text/text.js';
import { announce } from '../ui/announce.js';
import { Button } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';
import { Tabs } from '../ui/Tabs.js';
import { Agenda } from './Agenda.js';
import { Conflicts } from './Conflicts.js';
import { Month } from './Month.js';
import { hrefOf, readPlace, type Place, type View } from './place.js';
import { SaveTable } from './SaveTable.js';
import { Week } from './Week.js';
import { Zones } from './Zones.js';

type Found = Reply<'POST /calendar/events/search'>;
type Accounts = Reply<'GET /calendar/settings'>;
interface Props {
  identity: Identity;
  api: Api;
  cache: QueryCache;
}
const agendaDays = 28;
const searchDays = 400;
const subscribe = (listener: () => void) => {
  window.addEventListener('hashchange', listener);
  return () => window.removeEventListener('hashchange', listener);
};

/** The calendar: events of the chosen calendars as agenda, week or month, and what can be found in them (M30, M32). */
export function CalendarPage({ identity, api, cache }: Props) {
  const place = readPlace(useSyncExternalStore(subscribe, () => window.location.hash));
  const zone = useZone(api, cache);
  const accounts = useQuery<Accounts>(cache, 'calendar settings', (signal) =>
    api.call('GET /calendar/settings', {}, { signal }),
  );
  const [search, setSearch] = useState('');
  const [asked, setAsked] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setAsked(search.trim()), 250);
    return () => clearTimeout(timer);
  }, [search]);
  const followed = (accounts.data?.accounts ?? []).filter((it) => it.isConfigured && it.state === 'ready');
  const span = spanOf(place, asked);
  const key = followed.length > 0 && zone.isKnown ? `events ${zone.zone} ${span.from} ${span.to} ${asked}` : undefined;
  const wish = {
    from: startOf(span.from).toISOString(),
    to: startOf(span.to).toISOString(),
    ...(asked ? { search: asked } : {}),
  };
  const found = useQuery<Found>(cache, key, (signal) =>
    api.call('POST /calendar/events/search', { body: wish }, { signal }),
  );
  const [opened, setOpened] = useState<CalendarEvent>();
  const [isMaking, setIsMaking] = useState(false);
  const [hidden, setHidden] = useState<readonly string[]>([]);
  const events = (found.data?.events ?? []).filter((it) => !it.calendar || !hidden.includes(it.calendar.id));
  const count = found.data ? events.length : undefined;
  useEffect(() => {
    if (asked && count !== undefined) announce(t('found', { count }));
  }, [asked, count]);
  const go = (to: Partial<Place>) => {
    window.location.hash = hrefOf({ ...place, ...to });
  };
  const step = (by: 1 | -1) =>
    go({ day: place.view === 'month' ? addMonths(place.day, by) : addDays(place.day, 7 * by) });
  const problem = accounts.error ?? found.error;
  const isUnset = accounts.data !== undefined && followed.length === 0;
  const calendars = followed.flatMap((it) => it.calendars.filter((one) => it.settings.calendars.includes(one.id)));
  const hasTeams = followed.some((it) => it.calendars.some((one) => one.id === it.settings.primary && one.hasTeams));
  const unit = place.view === 'month' ? 'month' : 'week';
  const again = () => void found.reload();
  return (
    <div aria-busy={(accounts.isLoading && !accounts.data) || undefined}>
      <header className="calendar-bar">
        <span className="wordmark">{words('app.name')}</span>
        <a className="link" href="/settings#/integrations/calendar">
          {t('settings')}
        </a>
      </header>
      <main className="calendar-main">
        <h1>{t('title')}</h1>
        {problem && isAboutSignIn(problem) ? (
          <SignInProblem error={problem} identity={identity} onDone={() => void accounts.reload()}>
            <Icon name="lock" className="empty-icon" />
          </SignInProblem>
        ) : (
          problem && (
            <ProblemBanner
              error={problem}
              doing="record"
              identity={identity}
              onRetry={() => void (accounts.error ? accounts.reload() : found.reload())}
            />
          )
        )}
        {isUnset && (
          <div className="empty">
            <Icon name="clock" className="empty-icon" />
            <h2>{t('unset.title')}</h2>
            <p>{t('unset.body')}</p>
            <a className="button button-primary" href="/settings#/integrations/calendar">
              {t('unset.button')}
            </a>
          </div>
        )}
        {followed.length > 0 && (
          <>
            <Zones
              api={api}
              identity={identity}
              cache={cache}
              events={found.data?.events ?? []}
              onUsed={() => void zone.reload()}
            />
            <Conflicts api={api} identity={identity} cache={cache} onChanged={again} />
            <div className="calendar-tools">
              <input
                className="input calendar-search"
                type="search"
                aria-label={t('search')}
                placeholder={t('search')}
                maxLength={200}
                value={search}
                onChange={(it) => setSearch(it.target.value)}
              />
              <Button look="primary" onClick={() => setIsMaking(true)}>
                {t('new')}
              </Button>
            </div>
            {calendars.length > 1 && (
              <fieldset className="calendar-list">
                <legend className="visually-hidden">{t('calendars')}</legend>
                {calendars.map((it) => (
                  <label key={it.id} className="choice">
                    <input
                      type="checkbox"
                      checked={!hidden.includes(it.id)}
                      onChange={(event) =>
                        setHidden((now) =>
                          event.target.checked ? now.filter((one) => one !== it.id) : [...now, it.id],
                        )
                      }
                    />
                    <span>{it.isOwn ? it.name : `${it.name} · ${it.owner.name}`}</span>
                  </label>
                ))}
              </fieldset>
            )}
            <div className="calendar-tools">
              <Button onClick={() => go({ day: dayOf(new Date()) })}>{t('today')}</Button>
              <Button
                icon="chevronRight"
                className="step-back"
                aria-label={t(`previous.${unit}`)}
                onClick={() => step(-1)}
              />
              <Button icon="chevronRight" aria-label={t(`next.${unit}`)} onClick={() => step(1)} />
              <p className="calendar-span" role="status">
                {place.view === 'month'
                  ? monthOf(place.day)
                  : place.view === 'week'
                    ? t('week.of', { date: shortDay(mondayOf(place.day)) })
                    : t('from.day', { date: shortDay(place.day) })}
              </p>
            </div>
            <Tabs<View>
              label={t('view.label')}
              tabs={(['agenda', 'week', 'month'] as const).map((it) => ({ key: it, name: t(`view.${it}`) }))}
              chosen={place.view}
              onChoose={(view) => go({ view })}
            >
              {!found.data && !problem && (
                <>
                  <div className="bone bone-entry" />
                  <div className="bone bone-entry" />
                </>
              )}
              {found.data && place.view === 'agenda' && (
                <Agenda
                  events={events}
                  from={asked ? undefined : place.day}
                  isSearch={asked !== ''}
                  onOpen={setOpened}
                />
              )}
              {found.data && place.view === 'week' && (
                <Week days={weekOf(place.day)} events={events} onOpen={setOpened} />
              )}
              {found.data && place.view === 'month' && (
                <Month
                  day={place.day}
                  events={events}
                  onOpen={setOpened}
                  onDay={(day) => go({ day })}
                  onShow={(day) => go({ view: 'agenda', day })}
                />
              )}
              {found.data?.isMore && <p className="caption">{t('more.hidden')}</p>}
              {events.length > 0 && (
                <SaveTable
                  api={api}
                  identity={identity}
                  wish={{
                    ...wish,
                    timeZone: zone.zone,
                    calendars: calendars.map((it) => it.id).filter((it) => !hidden.includes(it)),
                  }}
                />
              )}
            </Tabs>
          </>
        )}
      </main>
      {opened && (
        <EventDialog
          key={opened.id}
          api={api}
          identity={identity}
          cache={cache}
          event={opened}
          hasTeams={hasTeams}
          onClose={() => setOpened(undefined)}
          onChanged={again}
        />
      )}
      {isMaking && (
        <EventEditor
          api={api}
          identity={identity}
          day={place.day}
          hasTeams={hasTeams}
          onClose={() => setIsMaking(false)}
          onDone={() => {
            setIsMaking(false);
            again();
          }}
        />
      )}
    </div>
  );
}

/** The days that are asked for; words in the agenda are looked for in more than a year. */
function spanOf({ view, day }: Place, search: string): { from: string; to: string } {
  if (view === 'week') return { from: mondayOf(day), to: addDays(mondayOf(day), 7) };
  if (view === 'month') {
    const weeks = monthGrid(day);
    return { from: weeks[0]?.[0] ?? day, to: addDays(weeks.at(-1)?.[6] ?? day, 1) };
  }
  return search
    ? { from: addDays(day, -searchDays / 2), to: addDays(day, searchDays) }
    : { from: day, to: addDays(day, agendaDays) };
}
