import { useState } from 'react';
import type { CalendarEvent, EventChange, EventDetails } from '../../../contract/calendar.js';
import { teamsAddress } from '../../../contract/join-links.js';
import type { Api } from '../../api/client.js';
import type { Identity } from '../../api/identity.js';
import { useQuery, type QueryCache } from '../../api/query.js';
import { t } from '../../text/calendar-text.js';
import { announce } from '../../ui/announce.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { isJoinable } from '../joinable.js';
import { ProblemBanner } from '../ProblemBanner.js';
import { MeetingNotes } from '../MeetingNotes.js';
import { CancelDialog } from './CancelDialog.js';
import { ConflictDialog } from './ConflictDialog.js';
import { EventEditor } from './EventEditor.js';
import { nameOf } from './EventLine.js';
import { EventPeople } from './EventPeople.js';
import { EventRecords } from './EventRecords.js';
import { NotOrganizer } from './NotOrganizer.js';
import { ProposeTime } from './ProposeTime.js';
import { useNow } from './use-now.js';
import { isAlike, readersZone } from '../../text/zone.js';
import { dayOf, whenOf } from './when.js';

interface Props {
  api: Api;
  identity: Identity;
  cache: QueryCache;
  event: CalendarEvent;
  hasTeams: boolean;
  onClose(): void;
  /** Something about it changed: lists are read again. */
  onChanged(): void;
}
/** One event: what the reader may see of it, its people and records, and what they may do with it. */
export function EventDialog({ api, identity, cache, event, hasTeams, onClose, onChanged }: Props) {
  const key = `event ${event.id}`;
  const answer = useQuery<EventDetails>(cache, key, (signal) =>
    api.call('GET /calendar/events/:event', { params: { event: event.id } }, { signal }),
  );
  const [view, setView] = useState<'details' | 'edit' | 'cancel' | 'propose'>('details');
  const [isNoting, setIsNoting] = useState(false);
  const [outcome, setOutcome] = useState<EventChange>();
  const { data, error, reload } = answer;
  const now = useNow();
  const shown = data ?? event;
  const waiting = outcome ?? data?.changes[0];
  const changed = () => {
    void reload();
    onChanged();
  };
  const settle = (change: EventChange) => {
    setOutcome(change.state === 'done' || change.state === 'dropped' ? undefined : change);
    setView('details');
    changed();
  };
  if (waiting?.state === 'conflict' && waiting.conflict)
    return (
      <ConflictDialog
        api={api}
        identity={identity}
        change={{ ...waiting, conflict: waiting.conflict }}
        onClose={onClose}
        onDone={settle}
      />
    );
  if (view === 'edit' && data)
    return (
      <EventEditor
        api={api}
        identity={identity}
        event={data}
        day={dayOf(new Date(data.startDateTime))}
        hasTeams={hasTeams}
        onClose={() => setView('details')}
        onDone={settle}
      />
    );
  if (view === 'cancel' && data)
    return (
      <CancelDialog
        api={api}
        identity={identity}
        event={data}
        onClose={() => setView('details')}
        onDone={(change) => {
          if (change.state === 'done') {
            announce(t('cancel.done'));
            onChanged();
            onClose();
          } else settle(change);
        }}
      />
    );
  if (view === 'propose' && data)
    return (
      <ProposeTime
        api={api}
        identity={identity}
        event={data}
        onClose={() => setView('details')}
        onDone={(change) => {
          if (change.state === 'done') announce(t('propose.done'));
          settle(change);
        }}
      />
    );
  const join = teamsAddress(shown.joinUrl);
  const canJoin =
    join &&
    !shown.isCancelled &&
    isJoinable({ start: Date.parse(shown.startDateTime), end: Date.parse(shown.endDateTime) }, now);
  return (
    <Dialog
      title={nameOf(shown)}
      size="wide"
      onClose={onClose}
      actions={
        <>
          {canJoin && (
            <LinkOut className="button button-primary" href={join} label={t('join.of', { subject: nameOf(shown) })}>
              {t('join')}
            </LinkOut>
          )}
          {data?.canEdit && data.isOrganizer && <Button onClick={() => setView('edit')}>{t('edit')}</Button>}
          {data?.canEdit && (
            <Button onClick={() => setView('cancel')}>{t(data.isOrganizer ? 'cancel' : 'decline')}</Button>
          )}
          <Button onClick={onClose}>{t('close')}</Button>
        </>
      }
    >
      <div className="event-details">
        {error && <ProblemBanner error={error} doing="record" identity={identity} onRetry={() => void reload()} />}
        {waiting && waiting.state !== 'conflict' && (
          <Banner
            tone={waiting.state === 'failed' ? 'warning' : 'info'}
            title={
              waiting.state === 'failed'
                ? t('failed', { sentence: waiting.sentence ?? '' })
                : waiting.sentence
                  ? t('waiting', { sentence: waiting.sentence })
                  : t('waiting.plain')
            }
          />
        )}
        <p className="event-when">{whenOf(shown)}</p>
        {!shown.isAllDay && shown.zone && !isAlike(shown.zone, readersZone()) && (
          <p className="caption">{t('zone.written', { zone: shown.zone.replace(/^Etc\//, '').replace(/_/g, ' ') })}</p>
        )}
        {(shown.isCancelled || shown.isPrivate || shown.kind !== 'single') && (
          <p className="event-pills">
            {shown.isCancelled && <span className="event-pill">{t('cancelled')}</span>}
            {shown.isPrivate && <span className="event-pill">{t('private')}</span>}
            {shown.kind !== 'single' && (
              <span className="event-pill">{t(shown.kind === 'exception' ? 'repeats.changed' : 'repeats')}</span>
            )}
          </p>
        )}
        {shown.location && (
          <p>
            <span className="caption">{t('where')}: </span>
            {shown.location}
          </p>
        )}
        {shown.organizer?.address && (
          <p className="caption">{t('organizer', { name: shown.organizer.name || shown.organizer.address })}</p>
        )}
        {!data && !error && <div className="bone bone-entry" />}
        {data && data.seen !== 'busy' && (
          <>
            <h3>{t('people')}</h3>
            <EventPeople api={api} identity={identity} event={data} onCreated={changed} />
            <h3>{t('records')}</h3>
            <EventRecords
              api={api}
              identity={identity}
              event={data}
              onChanged={(now) => {
                if (now) cache.write(key, now);
                changed();
              }}
            />
          </>
        )}
        {data?.text && (
          <>
            <h3>{t('text')}</h3>
            <p className="event-body">{data.text}</p>
          </>
        )}
        {data && data.seen !== 'busy' && data.seen !== 'people' && (
          <>
            <h3>{t('notes')}</h3>
            <MeetingNotes
              key={isNoting ? 'opened' : 'closed'}
              isOpened={isNoting}
              id={data.id}
              notes={data.notes}
              api={api}
              identity={identity}
              onKept={(notes) => {
                setIsNoting(false);
                cache.write(key, { ...data, notes });
                onChanged();
              }}
            />
          </>
        )}
        {data?.seen === 'own' && !data.isCancelled && !data.isGone && (
          <NotOrganizer
            event={data}
            identity={identity}
            onPropose={() => setView('propose')}
            onNote={() => setIsNoting(true)}
          />
        )}
        {shown.webLink && <LinkOut href={shown.webLink}>{t('open.outlook')}</LinkOut>}
      </div>
    </Dialog>
  );
}
