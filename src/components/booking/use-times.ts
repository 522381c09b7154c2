import { useEffect, useRef, useState } from 'react';
import type { BookingRoom, BookingSlot } from '../../../contract/api.js';
import type { BookingStart, BookingTimes } from '../../../contract/booking.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { formatDate, t } from '../../text/booking-text.js';
import { announce } from '../../ui/announce.js';
import type { Draft } from './draft.js';

export interface Times {
  answer: BookingTimes | undefined;
  error: PaneError | undefined;
  isAsking: boolean;
  /** The chosen time does not suit everybody any more, since people or the room changed. */
  isStale: boolean;
  /** Looks at another day, or from it on. */
  lookAt(date: string | undefined): void;
  again(): void;
  /** Rooms that were shown, for their seats. */
  rooms: BookingRoom[];
  knowRooms(rooms: BookingRoom[]): void;
}
interface Wish {
  api: Api;
  start: BookingStart;
  draft: Draft;
  onChoose(time: Pick<Draft, 'start' | 'end'>): void;
}
const pauseMs = 250;

/** When everybody is free, asked again whenever people, length, room or day change. The first time that suits everybody is chosen by itself. */
export function useTimes({ api, start, draft, onChoose }: Wish): Times {
  const [date, setDate] = useState<string>();
  const [attempt, setAttempt] = useState(0);
  const [answer, setAnswer] = useState<{ of: string; times: BookingTimes }>();
  const [failure, setFailure] = useState<{ of: string; error: PaneError }>();
  const [rooms, setRooms] = useState<BookingRoom[]>([]);
  const { people, minutes, room } = draft;
  const question = JSON.stringify({
    people: people.map(({ address, kind }) => ({ address, kind })),
    ...(room ? { room: room.address } : {}),
    minutes,
    timeZone: start.timeZone,
    ...(date ? { date } : {}),
  });
  const trip = `${attempt} ${question}`;
  const choose = useRef({ onChoose, draft });
  useEffect(() => {
    choose.current = { onChoose, draft };
  });
  useEffect(() => {
    const controller = new AbortController();
    const timer = setTimeout(() => {
      const body = JSON.parse(question) as Parameters<typeof api.call<'POST /bookings/times'>>[1]['body'];
      api.call('POST /bookings/times', { body }, { signal: controller.signal, timeoutMs: 40_000 }).then(
        (times) => {
          setAnswer({ of: trip, times });
          announce(
            times.next.length > 0
              ? t('time.found', { count: times.next.length })
              : t('time.none.title', { date: formatDate(times.untilDate) }),
          );
          const { onChoose: tell, draft: now } = choose.current;
          const [first] = times.next;
          if (!now.isTimeChosen) tell({ start: first?.startDateTime, end: first?.endDateTime });
        },
        (thrown: unknown) => {
          if (!controller.signal.aborted) setFailure({ of: trip, error: sortError(thrown) });
        },
      );
    }, pauseMs);
    return () => {
      clearTimeout(timer);
      controller.abort();
    };
  }, [api, question, trip]);

  const times = answer?.times;
  const chosen = times && draft.start ? slotAt(times, draft.start) : undefined;
  return {
    answer: times,
    error: failure?.of === trip ? failure.error : undefined,
    isAsking: answer?.of !== trip && failure?.of !== trip,
    isStale: chosen !== undefined && chosen.reasons.length > 0,
    lookAt: setDate,
    again: () => setAttempt((it) => it + 1),
    rooms,
    knowRooms: setRooms,
  };
}
const slotAt = ({ next, slots }: BookingTimes, start: string): BookingSlot | undefined =>
  [...next, ...slots].find((it) => it.startDateTime === start);
