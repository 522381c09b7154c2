// The calendar of whoever is signed in: a week, and the appointment that is open.
import { api } from './api.js';
import { button, element, iconButton } from './elements.js';
import { icons } from './icons.js';
import { at, on, say, state, tell } from './state.js';

const dayMs = 86_400_000;
const hourPixels = 44;
export const pathOf = (id) => `/api/calendar/events/${encodeURIComponent(id)}`;

const mondayOf = (date) => {
  const day = new Date(date);
  day.setHours(0, 0, 0, 0);
  day.setDate(day.getDate() - ((day.getDay() + 6) % 7));
  return day;
};
/** Days are counted by the calendar, not by hours: twice a year one has 23 or 25. */
const dayAfter = (date, days) => {
  const day = new Date(date);
  day.setDate(day.getDate() + days);
  return day;
};

export async function readWeek() {
  state.week ??= mondayOf(new Date());
  const [from, to] = [state.week.getTime(), dayAfter(state.week, 7).getTime()];
  state.entries = await api('GET', `/api/calendar/view?from=${from}&to=${to}`);
  tell('week');
}
export async function switchTo(module) {
  state.module = module;
  document.body.dataset.module = module;
  at('calendar').hidden = module !== 'calendar';
  tell('module');
  if (module === 'calendar') await readWeek();
}
/** An appointment of one's own opens as a form, another's as a card. */
export async function openAppointment(id) {
  const whole = await api('GET', pathOf(id));
  show({ ...whole, kind: whole.isOrganizer ? 'form' : 'card' });
}
export function newAppointment(known = {}) {
  const start = known.start ?? Math.ceil((Date.now() + 1) / 1_800_000) * 1_800_000;
  show({
    kind: 'form',
    isNew: true,
    isDraft: true,
    subject: '',
    html: '',
    required: [],
    optional: [],
    rooms: [],
    locations: [],
    joinUrl: null,
    isAllDay: false,
    sensitivity: 'normal',
    recurrence: null,
    seriesId: null,
    categories: [],
    master: [],
    attachments: [],
    ...known,
    start,
    end: known.end ?? start + 1_800_000,
  });
}
export function show(appointment) {
  state.appointment = appointment;
  tell('appointment');
}
export async function answer(id, response) {
  await api('POST', `${pathOf(id)}/answer`, { response });
  say({ accepted: 'Accepted', tentativelyAccepted: 'Tentatively accepted', declined: 'Declined' }[response]);
  await readWeek();
}

function showWeek() {
  if (state.module !== 'calendar') return;
  const days = Array.from({ length: 7 }, (_, i) => dayAfter(state.week, i));
  const move = (days) => () => {
    state.week = dayAfter(state.week, days);
    void readWeek();
  };
  // While nothing is open beside it, the week is what the page is about.
  at('calendar').setAttribute('role', state.appointment ? 'region' : 'main');
  const title = state.week.toLocaleDateString(undefined, { month: 'long', year: 'numeric' });
  at('calendar').replaceChildren(
    element(
      'div',
      { class: 'week-bar' },
      button('New event', () => newAppointment(), { class: 'main-button' }),
      iconButton('Week before', icons.back, move(-7)),
      button('Today', () => {
        state.week = mondayOf(new Date());
        void readWeek();
      }),
      iconButton('Week after', icons.next, move(7)),
      element('h1', { class: 'week-title' }, title),
    ),
    element('div', { class: 'week-days' }, ...days.map(dayHead)),
    element(
      'div',
      { class: 'week-grid', id: 'week-grid', tabindex: '0', role: 'group', 'aria-label': 'Week' },
      hours(),
      ...days.map(dayColumn),
    ),
  );
  at('week-grid').scrollTop = 7.5 * hourPixels;
}
const onDay =
  (day) =>
  ({ start, end }) =>
    start < day.getTime() + dayMs && end > day.getTime();

function dayHead(day) {
  const isToday = day.toDateString() === new Date().toDateString();
  const whole = state.entries.filter((it) => it.isAllDay && onDay(day)(it));
  return element(
    'div',
    { class: `week-day${isToday ? ' today' : ''}` },
    element('span', {}, day.toLocaleDateString(undefined, { weekday: 'short', day: 'numeric' })),
    ...whole.map((it) => entry(it)),
  );
}
const hours = () =>
  element(
    'div',
    { class: 'week-hours', 'aria-hidden': 'true' },
    ...Array.from({ length: 24 }, (_, i) => element('span', {}, `${i}:00`)),
  );

function dayColumn(day) {
  const timed = state.entries.filter((it) => !it.isAllDay && onDay(day)(it));
  const column = element('div', { class: 'week-column' });
  column.style.height = `${24 * hourPixels}px`;
  for (const [place, it] of timed.entries()) {
    const beside = timed.filter((other) => other.start < it.end && other.end > it.start);
    const one = entry(it);
    const top = Math.max(0, it.start - day.getTime()) / 3_600_000;
    const length = Math.min(24 - top, (it.end - Math.max(it.start, day.getTime())) / 3_600_000);
    one.style.top = `${top * hourPixels}px`;
    one.style.height = `${Math.max(20, length * hourPixels - 2)}px`;
    one.style.width = `${100 / beside.length}%`;
    one.style.left = `${(100 / beside.length) * beside.indexOf(timed[place])}%`;
    column.append(one);
  }
  return column;
}

const clock = (ms) => new Date(ms).toLocaleTimeString(undefined, { hour: '2-digit', minute: '2-digit' });
export const timeOf = ({ start, end, isAllDay }) => {
  const day = new Date(start).toLocaleDateString(undefined, { weekday: 'short', day: 'numeric', month: 'short' });
  return isAllDay ? `${day}, all day` : `${day} ${clock(start)} to ${clock(end)}`;
};
function entry(it) {
  const one = button('', () => void openAppointment(it.id), {
    class: `entry ${it.showAs}${it.isCancelled ? ' cancelled' : ''}`,
    'aria-label': [
      it.subject || '(no title)',
      timeOf(it),
      it.location,
      it.response === 'notResponded' ? 'not answered' : '',
    ]
      .filter(Boolean)
      .join(', '),
    'aria-current': String(state.appointment?.id === it.id),
  });
  one.append(element('b', { dir: 'auto' }, it.subject || '(no title)'), element('small', {}, it.location));
  return one;
}

export function startCalendar() {
  on('week', showWeek);
  on('appointment', showWeek);
  for (const name of ['mail', 'calendar']) at(`module-${name}`).addEventListener('click', () => void switchTo(name));
  on('module', () => {
    at('bar-title').textContent = state.module === 'mail' ? 'Mail' : 'Calendar';
    at('search').hidden = state.module !== 'mail';
    for (const name of ['mail', 'calendar'])
      at(`module-${name}`).setAttribute('aria-pressed', String(state.module === name));
  });
}
