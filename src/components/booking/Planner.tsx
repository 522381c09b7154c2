import { useEffect, useId, useRef, useState } from 'react';
import type { Booking as Booked } from '../../../contract/api.js';
import type { BookingStart } from '../../../contract/booking.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { formatWhen, t } from '../../text/booking-text.js';
import { Button } from '../../ui/Button.js';
import { ProblemBanner } from '../ProblemBanner.js';
import { AgendaField } from './AgendaField.js';
import type { Booking } from './booking.js';
import { toWish, type Draft } from './draft.js';
import { InvitationView } from './InvitationView.js';
import { OnlineField } from './OnlineField.js';
import { PeopleField } from './PeopleField.js';
import { RoomField } from './RoomField.js';
import { TimeField } from './TimeField.js';
import { useTimes } from './use-times.js';

interface Props extends Booking {
  start: BookingStart;
  draft: Draft;
  /** It was on its way already and is changed now. */
  isAgain: boolean;
  /** Something that was missing may be there by now. */
  onAgain(): void;
  onDraft(draft: Draft): void;
  onBooked(draft: Draft): void;
}

const fields = ['people', 'time', 'room', 'online'];

/** One screen from people to agenda, each row with its result; then the invitation as it will go out, and one confirm. */
export function Planner(props: Props) {
  const { api, identity, record, start, draft, isAgain, onDraft, onBooked } = props;
  const id = useId();
  const [shown, setShown] = useState<Booked>();
  const [failure, setFailure] = useState<{ error: PaneError; again(): void }>();
  const [isBusy, setIsBusy] = useState(false);
  const place = useRef<HTMLDivElement>(null);
  const change = (some: Partial<Draft>) => {
    const next = { ...draft, ...some };
    // Another length ends the same beginning earlier or later.
    const end = next.start && new Date(Date.parse(next.start) + next.minutes * 60_000).toISOString();
    onDraft({ ...next, end: end || undefined });
  };
  const times = useTimes({ api, start, draft, onChoose: change });

  const attempt = (work: () => Promise<void>) => {
    setIsBusy(true);
    setFailure(undefined);
    work()
      .catch((thrown: unknown) => {
        setFailure({ error: sortError(thrown), again: () => attempt(work) });
      })
      .finally(() => setIsBusy(false));
  };
  const show = () =>
    attempt(async () => {
      const body = { ...toWish(draft, start, record), version: draft.version };
      const saved = await api.call('PUT /bookings/:id', { params: { id: draft.id }, body });
      onDraft({ ...draft, version: saved.version });
      setShown(saved);
    });
  const book = (saved: Booked) =>
    attempt(async () => {
      await api.call('POST /bookings/:id/book', { params: { id: saved.id }, body: { version: saved.version } });
      onBooked({ ...draft, version: saved.version });
    });

  useEffect(() => {
    if (!failure) return;
    const wrong = place.current?.querySelector('[data-wrong]');
    (wrong?.querySelector<HTMLElement>('input:checked') ?? wrong?.querySelector<HTMLElement>('input, button'))?.focus();
    place.current?.querySelector('[role=alert]')?.scrollIntoView({ block: 'center' });
  }, [failure]);

  // What had the focus is gone with the screen before; whoever works by keyboard goes on at the top of the form.
  const form = useRef<HTMLFormElement>(null);
  const isBack = useRef(isAgain);
  useEffect(() => {
    if (!shown && isBack.current && document.hasFocus()) form.current?.focus();
    isBack.current = shown !== undefined;
  }, [shown]);

  const field = failure?.error.field ?? '';
  /** What is wrong with a field is said at the field, everything else above. */
  const at = (name: string) =>
    failure && field === name ? (
      <p className="booking-problem" role="alert">
        {failure.error.message}
      </p>
    ) : null;
  const problem = failure && !(fields.includes(field) && !shown) && (
    <ProblemBanner
      error={failure.error}
      doing="book"
      identity={identity}
      onRetry={failure.again}
      onDismiss={() => setFailure(undefined)}
    />
  );
  if (shown)
    return (
      <div className="booking" ref={place}>
        {problem}
        <InvitationView
          booking={shown}
          room={times.rooms.find((it) => it.address === shown.wish.room?.address)}
          isBusy={isBusy}
          onBook={() => book(shown)}
          onChange={() => setShown(undefined)}
        />
      </div>
    );
  const isReady = draft.start !== undefined && draft.subject.trim() !== '';
  return (
    <div ref={place}>
      <form
        ref={form}
        tabIndex={-1}
        className="booking"
        aria-label={t('title')}
        onSubmit={(event) => {
          event.preventDefault();
          if (isReady && !isBusy) show();
        }}
      >
        {problem}
        <div className="booking-row">
          <label htmlFor={`${id}subject`}>{t('subject')}</label>
          <input
            id={`${id}subject`}
            className="input"
            maxLength={255}
            value={draft.subject}
            aria-invalid={draft.subject.trim() === '' ? true : undefined}
            onChange={({ target }) => change({ subject: target.value })}
          />
          {draft.subject.trim() === '' && <p className="booking-problem">{t('subject.missing')}</p>}
        </div>
        {record ? (
          <label className="booking-check">
            <input
              type="checkbox"
              checked={draft.isOnRecord}
              onChange={({ target }) => change({ isOnRecord: target.checked })}
            />
            <span>{t('record.on', { name: record.displayName })}</span>
          </label>
        ) : (
          <p className="caption">{t('record.none')}</p>
        )}
        <PeopleField
          start={start}
          people={draft.people}
          schedules={times.answer?.schedules ?? []}
          isWrong={field === 'people'}
          onChange={(people) => change({ people })}
        />
        {at('people')}
        <TimeField start={start} draft={draft} times={times} identity={identity} onChange={change} />
        {at('time')}
        <RoomField
          {...{ api, start, draft, identity }}
          isWrong={field === 'room'}
          onRooms={times.knowRooms}
          onAgain={props.onAgain}
          onChange={(room) => change({ room })}
        />
        {at('room')}
        <OnlineField
          start={start}
          online={draft.online}
          isWrong={field === 'online'}
          onChange={(online) => change({ online })}
        />
        {at('online')}
        <AgendaField {...props} agenda={draft.agenda} files={draft.files} onChange={change} />
        <div className="booking-actions">
          <p className="caption booking-hint">
            {draft.start && draft.end ? formatWhen(draft.start, draft.end, start.timeZone) : t('show.noTime')}
          </p>
          <Button look="primary" type="submit" disabled={!isReady} isBusy={isBusy}>
            {t('show')}
          </Button>
          <span className="caption booking-beside">{t('show.note')}</span>
        </div>
      </form>
    </div>
  );
}
