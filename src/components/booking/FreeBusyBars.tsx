import type { BookingStart, BookingTimes } from '../../../contract/booking.js';
import { dateIn, formatClock, formatDate, t } from '../../text/booking-text.js';
import type { Draft } from './draft.js';
import { namesOf } from './names.js';

interface Props {
  start: BookingStart;
  draft: Draft;
  answer: BookingTimes;
}
/** Quarters of an hour; the bars show seven to seven, or more where somebody is taken earlier or later. */
const [usualFrom, usualTo] = [28, 76];
const kinds: Record<string, string> = { '1': 'tentative', '2': 'busy', '3': 'away' };

/** How everybody is taken on a day, one bar each, with the chosen time across all of them; the same in words for those who hear it. */
export function FreeBusyBars({ start, draft, answer: { schedules, slots, date } }: Props) {
  const [first] = slots;
  const known = schedules.filter((it) => it.isKnown);
  if (!first || known.length === 0) return null;
  const midnight = Date.parse(first.startDateTime);
  const at = (quarter: number) => new Date(midnight + quarter * 900_000).toISOString();
  const chosen =
    draft.start && draft.end && dateIn(draft.start, start.timeZone) === date
      ? { from: (Date.parse(draft.start) - midnight) / 900_000, to: (Date.parse(draft.end) - midnight) / 900_000 }
      : undefined;
  const from = Math.min(usualFrom, chosen?.from ?? usualFrom);
  const to = Math.max(usualTo, chosen?.to ?? usualTo);
  const place = (a: number, b: number) => ({
    insetInlineStart: `${((Math.max(a, from) - from) / (to - from)) * 100}%`,
    width: `${((Math.min(b, to) - Math.max(a, from)) / (to - from)) * 100}%`,
  });
  return (
    <div className="booking-bars" role="group" aria-label={t('bars.title', { date: formatDate(date) })}>
      <div className="booking-scale" aria-hidden="true">
        {[from, (from + to) / 2, to].map((it) => (
          <span key={it}>{formatClock(at(it), start.timeZone)}</span>
        ))}
      </div>
      <ul>
        {schedules.map((it) => {
          const runs = it.isKnown ? runsOf(it.view) : [];
          const times = runs.map(
            (run) => `${formatClock(at(run.from), start.timeZone)}–${formatClock(at(run.to), start.timeZone)}`,
          );
          return (
            <li key={it.address} className="booking-bar-line">
              <span className="booking-bar-name">
                {namesOf([it.address], start, draft)}
                <span className="visually-hidden">
                  {': '}
                  {!it.isKnown
                    ? t('bars.unknown')
                    : times.length === 0
                      ? t('bars.all')
                      : t('bars.taken', { times: times.join(', ') })}
                </span>
              </span>
              <span className={`booking-bar ${it.isKnown ? '' : 'booking-bar-unknown'}`} aria-hidden="true">
                {runs
                  .filter((run) => run.to > from && run.from < to)
                  .map((run) => (
                    <span
                      key={run.from}
                      className={`booking-run booking-run-${run.kind}`}
                      style={place(run.from, run.to)}
                    />
                  ))}
                {chosen && <span className="booking-chosen" style={place(chosen.from, chosen.to)} />}
              </span>
            </li>
          );
        })}
      </ul>
      <p className="booking-legend caption" aria-hidden="true">
        {(['tentative', 'busy', 'away'] as const).map((it) => (
          <span key={it}>
            <span className={`booking-key booking-run-${it}`} /> {t(`bars.${it}`)}
          </span>
        ))}
      </p>
    </div>
  );
}

/** Quarters that are taken alike, joined. */
export function runsOf(view: string): { from: number; to: number; kind: string }[] {
  const runs: { from: number; to: number; kind: string }[] = [];
  [...view].forEach((digit, i) => {
    const kind = kinds[digit];
    const last = runs.at(-1);
    if (!kind) return;
    if (last?.to === i && last.kind === kind) last.to = i + 1;
    else runs.push({ from: i, to: i + 1, kind });
  });
  return runs;
}
