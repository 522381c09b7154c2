import { useCallback, useEffect, useId, useRef, useState } from 'react';
import type { Appointment, AppointmentQuestion } from '../../../contract/api.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { useQuery, type Answer } from '../../api/query.js';
import { onAppointmentChange, readAppointment, type OpenAppointment } from '../../office/appointment.js';
import type { Item } from '../../office/item.js';
import { usePane } from '../pane.js';

/** The open appointment, as Outlook has it now and as it is known here. */
export interface Open {
  now: OpenAppointment | undefined;
  /** Outlook did not tell. */
  failure: PaneError | undefined;
  reread(): Promise<OpenAppointment>;
  known: Appointment | undefined;
  answer: Answer<Appointment>;
  /** Shows what the server answered to a change. */
  show(known: Appointment): void;
  question(now: OpenAppointment, id?: string): AppointmentQuestion;
}

/** Follows the form while it is changed in Outlook, and asks again what is known when people, subject or id became others. */
export function useAppointment(item: Item): Open {
  const { api, cache, host } = usePane();
  const form = useId();
  const [now, setNow] = useState<OpenAppointment>();
  const [failure, setFailure] = useState<PaneError>();
  const latest = useRef<OpenAppointment>(undefined);

  const reread = useCallback(async () => {
    const read = await readAppointment();
    if (JSON.stringify(read) !== JSON.stringify(latest.current)) {
      latest.current = read;
      setNow(read);
    }
    setFailure(undefined);
    return latest.current ?? read;
  }, []);
  useEffect(() => {
    const look = () => {
      reread().catch((thrown: unknown) => setFailure(sortError(thrown)));
    };
    look();
    return onAppointmentChange(look);
  }, [reread]);

  const question = (it: OpenAppointment, id = it.id): AppointmentQuestion => ({
    mailbox: host.mailbox.address,
    ...(id ? { item: { kind: it.kind === 'request' ? ('request' as const) : ('event' as const), id } } : {}),
    subject: it.subject.slice(0, 2000),
    people: [
      ...(it.organizer ? [{ role: 'from' as const, ...it.organizer }] : []),
      ...it.required.map((person) => ({ role: 'to' as const, ...person })),
      ...it.optional.map((person) => ({ role: 'cc' as const, ...person })),
    ].slice(0, 500),
    ...(host.mailbox.timeZone ? { timeZone: host.mailbox.timeZone } : {}),
  });
  const key = `appointment ${item.outlookId || form}`;
  const asked = now && JSON.stringify(question(now));
  const answer = useQuery<Appointment>(cache, now && key, (signal) =>
    api.call('POST /appointments/look', { body: question(latest.current ?? (now as OpenAppointment)) }, { signal }),
  );
  const { reload } = answer;
  const before = useRef(asked);
  useEffect(() => {
    if (before.current !== undefined && before.current !== asked) void reload();
    before.current = asked;
  }, [asked, reload]);
  return { now, failure, reread, known: answer.data, answer, show: (known) => cache.write(key, known), question };
}
