import type { Api } from '../../api/client.js';
import { PaneError, sortError } from '../../api/errors.js';
import type { AppointmentForm, OpenAppointment, Place } from '../../office/appointment.js';
import { t } from '../../text/meeting-text.js';
import { withAgenda, withTeams } from './body.js';
import { isIn, type Plan, type Step } from './plan.js';

export interface ApplyNeeds {
  api: Pick<Api, 'call'>;
  form: AppointmentForm;
  read(): Promise<OpenAppointment>;
  /** Puts what is kept under this id on the record. */
  link(id: string): Promise<void>;
  /** The same for the same form, so that pressing again gives the same Teams meeting. */
  teamsKey: string;
}

/**
 * Writes a plan into the organizer's form, step by step; `onDone` tells each that is there. Sends nothing. Throws at the first that
 * Outlook or the server refuses; what was done before stays, and applying again goes on.
 */
export async function apply(
  plan: Plan,
  steps: readonly Step[],
  needs: ApplyNeeds,
  onDone: (step: Step) => void,
): Promise<void> {
  for (const step of steps) {
    await perform(step, plan, needs);
    onDone(step);
  }
}

async function perform(step: Step, plan: Plan, { api, form, read, link, teamsKey }: ApplyNeeds): Promise<void> {
  const now = await read();
  switch (step) {
    case 'subject':
      await form.setSubject(plan.record?.displayName ?? '');
      return;
    case 'people':
      for (const kind of ['required', 'optional'] as const) {
        const added = plan.people.filter((it) => it.kind === kind && !isIn(now, it.address));
        if (added.length > 0) await form.addPeople(kind, added);
      }
      return;
    case 'time':
      if (plan.time) await form.setTime(plan.time.start, plan.time.end);
      return;
    case 'room':
      for (const other of now.places) if (other.kind === 'room') await form.removePlace(other);
      if (plan.room) await form.addPlace(plan.room);
      return;
    case 'teams':
      await addTeams(now, { api, form, teamsKey });
      return;
    case 'agenda':
      if (plan.record) {
        const { displayName, url } = plan.record;
        const agenda = { about: t('agenda.about', { name: displayName }), url, lines: [], open: t('agenda.open') };
        await form.setHtml(withAgenda(now.html, agenda));
      }
      return;
    case 'link':
      await link(now.id || (await form.save()));
  }
}

/** Makes a Teams meeting and writes its link into the text; where nothing says where it is, the place says Teams. */
export async function addTeams(
  now: OpenAppointment,
  { api, form, teamsKey }: Pick<ApplyNeeds, 'api' | 'form' | 'teamsKey'>,
): Promise<void> {
  const meeting = await api.call('POST /appointments/teams', {
    body: {
      key: teamsKey,
      subject: now.subject.slice(0, 255),
      startDateTime: new Date(now.start).toISOString(),
      endDateTime: new Date(now.end).toISOString(),
    },
  });
  const words = { title: t('teams.title'), join: t('teams.join'), id: t('teams.id') };
  await form.setHtml(withTeams(now.html, meeting, words));
  if (now.places.length === 0) await form.addPlace({ kind: 'custom', name: t('teams.place'), address: '' });
}

/** Puts the form back to what it was; who was added goes, who was there stays. */
export async function putBack(
  before: OpenAppointment,
  { form, read }: Pick<ApplyNeeds, 'form' | 'read'>,
): Promise<void> {
  const now = await read();
  const isSame = (a: Place, b: Place) => a.kind === b.kind && a.name === b.name && a.address === b.address;
  if (now.subject !== before.subject) await form.setSubject(before.subject);
  for (const kind of ['required', 'optional'] as const)
    if (now[kind].length !== before[kind].length) await form.setPeople(kind, before[kind]);
  if (now.start !== before.start || now.end !== before.end) await form.setTime(before.start, before.end);
  for (const place of now.places) if (!before.places.some((it) => isSame(it, place))) await form.removePlace(place);
  for (const place of before.places) if (!now.places.some((it) => isSame(it, place))) await form.addPlace(place);
  if (now.html !== before.html) await form.setHtml(before.html);
}

const patienceMs = 30_000;
/** Outlook keeps a new appointment a moment before Microsoft shows it: asked again until it is there. */
export async function onceKept<T>(ask: () => Promise<T>, wait = pause, limitMs = patienceMs): Promise<T> {
  for (let waited = 0, delay = 500; ; waited += delay, delay = Math.min(4_000, delay * 2)) {
    try {
      return await ask();
    } catch (thrown) {
      const error = sortError(thrown);
      if (error.code !== 'not_found' || waited >= limitMs) throw error instanceof PaneError ? error : thrown;
      await wait(delay);
    }
  }
}
const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
