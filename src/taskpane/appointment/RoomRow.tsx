import { useEffect, useId, useState } from 'react';
import type { BookingRooms } from '../../../contract/booking.js';
import { useQuery } from '../../api/query.js';
import type { OpenAppointment } from '../../office/appointment.js';
import { t } from '../../text/meeting-text.js';
import { usePane } from '../pane.js';
import type { Room } from './doctor.js';
import type { Plan } from './plan.js';
import { Row } from './Row.js';

export interface Rooms {
  known: Room[];
  answer: BookingRooms | undefined;
  isLoading: boolean;
  failed: boolean;
}
const pauseMs = 600;

/** The rooms of the organisation with what they do at the time of the form; asked once the form rests. Without rooms there is none. */
export function useRooms(now: OpenAppointment): Rooms {
  const { api, cache } = usePane();
  const wanted = JSON.stringify([now.start, now.end, now.required.length + now.optional.length]);
  const [rested, setRested] = useState<string>();
  useEffect(() => {
    const timer = setTimeout(() => setRested(wanted), pauseMs);
    return () => clearTimeout(timer);
  }, [wanted]);
  const { data, isLoading, error } = useQuery<BookingRooms>(cache, rested && `rooms ${rested}`, (signal) => {
    const [start = 0, end = 0, people = 0] = JSON.parse(rested ?? '[]') as number[];
    return api.call(
      'POST /bookings/rooms',
      {
        body: {
          startDateTime: new Date(start).toISOString(),
          endDateTime: new Date(end).toISOString(),
          people: people + 1,
          equipment: [],
        },
      },
      { signal },
    );
  });
  return { known: data?.rooms ?? [], answer: data, isLoading, failed: error !== undefined };
}

interface Props {
  now: OpenAppointment;
  plan: Plan;
  rooms: Rooms;
  onChange(change: Partial<Plan>): void;
}
const shown = 6;

/** A room as a place of its own, which is then booked with the invitation. Free ones stand first. */
export function RoomRow({ now, plan, rooms: { answer, isLoading, failed }, onChange }: Props) {
  const group = useId();
  const booked = now.places.filter((it) => it.kind === 'room');
  const result = plan.room?.name ?? (booked.map((it) => it.name).join(', ') || t('room.noRoom'));
  const free = (answer?.rooms ?? []).filter((it) => it.state !== 'taken').slice(0, shown);
  return (
    <Row title={t('room.title')} result={result}>
      {answer && !answer.help.isAvailable && <p className="caption">{answer.help.sentence}</p>}
      {isLoading && !answer && (
        <p className="caption" role="status">
          {t('room.looking')}
        </p>
      )}
      {failed && !answer && <p className="caption">{t('room.failed')}</p>}
      {answer?.help.isAvailable && free.length === 0 && <p className="caption">{t('room.none')}</p>}
      {free.length > 0 && (
        <fieldset className="checks">
          <legend className="visually-hidden">{t('room.title')}</legend>
          <label className="check">
            <input type="radio" name={group} checked={!plan.room} onChange={() => onChange({ room: undefined })} />
            <span>{t('room.keep')}</span>
          </label>
          {free.map((it) => (
            <label key={it.address} className="check">
              <input
                type="radio"
                name={group}
                checked={plan.room?.address === it.address}
                onChange={() => onChange({ room: { kind: 'room', name: it.name, address: it.address } })}
              />
              <span>
                {it.name}
                {it.capacity !== undefined && (
                  <span className="caption"> {t('room.seats', { count: it.capacity })}</span>
                )}
              </span>
            </label>
          ))}
        </fieldset>
      )}
    </Row>
  );
}
