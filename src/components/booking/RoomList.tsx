import { useEffect, useId, useRef, useState } from 'react';
import type { BookingRoom } from '../../../contract/api.js';
import type { BookingRooms, Equipment } from '../../../contract/booking.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { t } from '../../text/booking-text.js';
import { announce } from '../../ui/announce.js';
import { ProblemBanner } from '../ProblemBanner.js';
import { Help } from './Help.js';

interface Props {
  api: Api;
  identity: Identity;
  from: string;
  to: string;
  people: number;
  chosen: string | undefined;
  /** A room that declined is not offered again. */
  except?: string;
  onRooms?(rooms: BookingRoom[]): void;
  onChoose(room: BookingRoom): void;
}
const seats = [4, 8, 12, 20];
const kinds: Equipment[] = ['video', 'display', 'audio', 'accessible'];

/** Rooms for a time by building, seats and equipment; free ones first, taken ones say so (M37). */
export function RoomList({ api, identity, from, to, people, chosen, except, onRooms, onChoose }: Props) {
  const id = useId();
  const [building, setBuilding] = useState('');
  const [leastCapacity, setLeastCapacity] = useState(0);
  const [equipment, setEquipment] = useState<Equipment[]>([]);
  const [attempt, setAttempt] = useState(0);
  const [found, setFound] = useState<{ of: string; answer: BookingRooms }>();
  const [failure, setFailure] = useState<{ of: string; error: PaneError }>();
  const question = JSON.stringify({
    startDateTime: from,
    endDateTime: to,
    people,
    ...(building ? { building } : {}),
    ...(leastCapacity ? { leastCapacity } : {}),
    equipment,
  });
  const trip = `${attempt} ${question}`;
  const tell = useRef(onRooms);
  useEffect(() => {
    tell.current = onRooms;
  });
  useEffect(() => {
    const controller = new AbortController();
    const body = JSON.parse(question) as Parameters<typeof api.call<'POST /bookings/rooms'>>[1]['body'];
    api.call('POST /bookings/rooms', { body }, { signal: controller.signal, timeoutMs: 40_000 }).then(
      (answer) => {
        setFound({ of: trip, answer });
        tell.current?.(answer.rooms);
        announce(t('room.found', { count: answer.rooms.filter((it) => it.state === 'free').length }));
      },
      (thrown: unknown) => {
        if (!controller.signal.aborted) setFailure({ of: trip, error: sortError(thrown) });
      },
    );
    return () => controller.abort();
  }, [api, question, trip]);

  const again = () => setAttempt((it) => it + 1);
  const answer = found?.answer;
  const isAsking = found?.of !== trip && failure?.of !== trip;
  if (failure?.of === trip)
    return <ProblemBanner error={failure.error} doing="book" identity={identity} onRetry={again} />;
  if (answer && !answer.help.isAvailable) return <Help help={answer.help} onAgain={again} />;
  const rooms = (answer?.rooms ?? []).filter((it) => it.address.toLowerCase() !== except?.toLowerCase());
  const isNarrowed = building !== '' || leastCapacity > 0 || equipment.length > 0;
  return (
    <div className="booking-rooms" aria-busy={isAsking || undefined}>
      <div className="booking-filters">
        <label htmlFor={`${id}building`}>{t('room.building')}</label>
        <select
          id={`${id}building`}
          className="input"
          value={building}
          onChange={({ target }) => setBuilding(target.value)}
        >
          <option value="">{t('room.anyBuilding')}</option>
          {answer?.buildings.map((it) => (
            <option key={it}>{it}</option>
          ))}
        </select>
        <label htmlFor={`${id}seats`}>{t('room.seats')}</label>
        <select
          id={`${id}seats`}
          className="input"
          value={leastCapacity}
          onChange={({ target }) => setLeastCapacity(Number(target.value))}
        >
          <option value={0}>{t('room.anySeats')}</option>
          {seats.map((it) => (
            <option key={it} value={it}>
              {t('room.seats.atLeast', { count: it })}
            </option>
          ))}
        </select>
      </div>
      <div className="booking-equipment" role="group" aria-label={t('room.equipment')}>
        {kinds.map((kind) => (
          <label key={kind} className="booking-check">
            <input
              type="checkbox"
              checked={equipment.includes(kind)}
              onChange={({ target }) =>
                setEquipment(target.checked ? [...equipment, kind] : equipment.filter((it) => it !== kind))
              }
            />
            <span>{t(`equipment.${kind}`)}</span>
          </label>
        ))}
      </div>
      {!answer && (
        <>
          <p className="caption" role="status">
            {t('room.asking')}
          </p>
          <div className="bone bone-card" />
        </>
      )}
      {answer && rooms.length === 0 && <p>{t(isNarrowed ? 'room.nothing' : 'room.noneAtAll')}</p>}
      {rooms.length > 0 && !rooms.some((it) => it.state !== 'taken') && <p role="status">{t('room.allTaken')}</p>}
      <ul className="booking-room-list">
        {rooms.map((it) => (
          <li key={it.address}>
            <button
              type="button"
              className="booking-room"
              aria-pressed={it.address === chosen}
              disabled={it.state === 'taken'}
              onClick={() => onChoose(it)}
            >
              <span className="booking-room-name">{it.name}</span>
              <span className={`booking-state booking-state-${it.state}`}>{t(`room.state.${it.state}`)}</span>
              <span className="caption">{factsOf(it, people)}</span>
            </button>
          </li>
        ))}
      </ul>
      {answer && answer.more > 0 && <p className="caption">{t('room.more', { count: answer.more })}</p>}
    </div>
  );
}

const factsOf = ({ building, floor, capacity, equipment, isLargeEnough }: BookingRoom, people: number): string =>
  [
    building,
    floor === undefined ? undefined : t('room.floor', { floor }),
    capacity === undefined ? undefined : t('room.capacity', { count: capacity }),
    isLargeEnough ? undefined : t('room.small', { count: people }),
    ...equipment.map((it) => t(`equipment.${it}`)),
  ]
    .filter(Boolean)
    .join(' · ');
