import { useId, useState, type FormEvent } from 'react';
import type { EventChange, EventDetails, EventScope } from '../../../contract/calendar.js';
import type { RecordRef } from '../../../contract/api.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { t } from '../../text/calendar-text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';
import { ProblemBanner } from '../ProblemBanner.js';
import {
  addressesIn,
  changedFields,
  draftOf,
  fieldsOf,
  newDraft,
  problemOf,
  wordsFor,
  type EventDraft,
} from './event-form.js';
import { ScopeChoice } from './ScopeChoice.js';
import { readersZone } from '../../text/zone.js';

interface Props {
  api: Api;
  identity: Identity;
  /** Set: it is changed. */
  event?: EventDetails;
  /** The day a new one is proposed for, who is proposed, and the record it goes on. */
  day: string;
  people?: string[];
  record?: RecordRef;
  hasTeams: boolean;
  onClose(): void;
  onDone(change: EventChange): void;
}

/** The form of an event. What goes out to people is shown before it goes; which part of a series is meant is asked. */
export function EventEditor({ api, identity, event, day, people, record, hasTeams, onClose, onDone }: Props) {
  const [first] = useState<EventDraft>(() => (event ? draftOf(event) : newDraft(day, people)));
  const [draft, setDraft] = useState(first);
  const [wishId] = useState(() => crypto.randomUUID());
  const [step, setStep] = useState<'form' | 'scope' | 'review'>('form');
  const [scope, setScope] = useState<EventScope>('one');
  const [isBusy, setIsBusy] = useState(false);
  const [isTold, setIsTold] = useState(false);
  const [error, setError] = useState<PaneError>();
  const put = (part: Partial<EventDraft>) => setDraft((now) => ({ ...now, ...part }));
  const problem = problemOf(draft);
  const isSeries = event !== undefined && event.kind !== 'single';
  const guests = addressesIn(draft.people);
  const isMeeting = guests.length > 0;

  const goOn = (submitted?: FormEvent) => {
    submitted?.preventDefault();
    setIsTold(true);
    if (problem) return;
    if (step === 'form' && isSeries) setStep('scope');
    else if (step !== 'review' && isMeeting) setStep('review');
    else void save();
  };
  const save = async () => {
    if (isBusy) return;
    setIsBusy(true);
    setError(undefined);
    try {
      const times = Number(draft.times);
      const change = event
        ? await api.call(
            'POST /calendar/events/:event/change',
            { params: { event: event.id }, body: { id: wishId, scope, ...changedFields(first, draft, event.people) } },
            { timeoutMs: 40_000 },
          )
        : await api.call(
            'POST /calendar/events',
            {
              body: {
                id: wishId,
                fields: fieldsOf(draft),
                ...(draft.every === 'no'
                  ? {}
                  : {
                      repeats: {
                        every: draft.every,
                        interval: 1,
                        times: Number.isInteger(times) && times > 0 ? times : 10,
                      },
                    }),
                ...(record ? { records: [record] } : {}),
              },
            },
            { timeoutMs: 40_000 },
          );
      if (change.state === 'done') announce(t('form.saved'));
      onDone(change);
    } catch (thrown) {
      setError(sortError(thrown));
      setIsBusy(false);
    }
  };
  const title = t(
    step === 'scope' ? 'scope.title' : step === 'review' ? 'form.review.title' : event ? 'form.change' : 'form.new',
  );
  const button = step === 'review' || (!isMeeting && !(step === 'form' && isSeries));
  return (
    <Dialog
      title={title}
      size="wide"
      onClose={onClose}
      actions={
        <>
          <Button look="primary" isBusy={isBusy} onClick={() => goOn()}>
            {button ? (isMeeting ? t('form.send', { count: guests.length }) : t('form.save')) : t('form.review')}
          </Button>
          <Button onClick={() => (step === 'form' ? onClose() : setStep('form'))}>
            {t(step === 'form' ? 'close' : 'back')}
          </Button>
        </>
      }
    >
      {error && <ProblemBanner error={error} doing="save" identity={identity} onRetry={() => void save()} />}
      {step === 'form' && (
        <Fields
          draft={draft}
          put={put}
          problem={isTold ? problem : undefined}
          hasTeams={hasTeams}
          isNew={!event}
          hasOnline={first.isOnline}
          onSubmit={goOn}
        />
      )}
      {step === 'scope' && <ScopeChoice question={t('scope.change')} scope={scope} onChoose={setScope} />}
      {step === 'review' && (
        <dl className="event-facts">
          <div>
            <dt>{t('form.review.to')}</dt>
            <dd>{guests.join(', ')}</dd>
          </div>
          <div>
            <dt>{t('form.subject')}</dt>
            <dd>{draft.subject}</dd>
          </div>
          <div>
            <dt>{t('field.time')}</dt>
            <dd>{wordsFor('time', fieldsOf(draft).time)}</dd>
          </div>
          {draft.location && (
            <div>
              <dt>{t('where')}</dt>
              <dd>{draft.location}</dd>
            </div>
          )}
          {draft.isOnline && (
            <div>
              <dt>{t('form.teams')}</dt>
              <dd>{t('yes')}</dd>
            </div>
          )}
          {draft.text && (
            <div>
              <dt>{t('form.text')}</dt>
              <dd className="event-body">{draft.text}</dd>
            </div>
          )}
        </dl>
      )}
    </Dialog>
  );
}

interface FieldsProps {
  draft: EventDraft;
  put(part: Partial<EventDraft>): void;
  problem: ReturnType<typeof problemOf>;
  hasTeams: boolean;
  isNew: boolean;
  /** It has a way in already, and Microsoft takes none away. */
  hasOnline: boolean;
  onSubmit(event: FormEvent): void;
}
function Fields({ draft, put, problem, hasTeams, isNew, hasOnline, onSubmit }: FieldsProps) {
  const id = useId();
  const wrong = (field: NonNullable<FieldsProps['problem']>['field']) =>
    problem?.field === field ? { 'aria-invalid': true as const, 'aria-describedby': `${id}problem` } : {};
  const says = (field: NonNullable<FieldsProps['problem']>['field']) =>
    problem?.field === field && (
      <p className="field-problem" id={`${id}problem`} role="alert">
        {problem.sentence}
      </p>
    );
  return (
    <form className="event-form" noValidate onSubmit={onSubmit}>
      <label htmlFor={`${id}subject`}>{t('form.subject')}</label>
      <input
        id={`${id}subject`}
        className="input"
        value={draft.subject}
        maxLength={255}
        onChange={(it) => put({ subject: it.target.value })}
        {...wrong('subject')}
      />
      {says('subject')}
      <label className="choice">
        <input type="checkbox" checked={draft.isAllDay} onChange={(it) => put({ isAllDay: it.target.checked })} />
        <span>{t('form.allDay')}</span>
      </label>
      <div className="event-times">
        <span>
          <label htmlFor={`${id}start`}>{t('form.start')}</label>
          <input
            id={`${id}start`}
            className="input"
            type="date"
            value={draft.startDay}
            onChange={(it) =>
              it.target.value &&
              put({
                startDay: it.target.value,
                endDay: draft.endDay < it.target.value ? it.target.value : draft.endDay,
              })
            }
          />
        </span>
        {!draft.isAllDay && (
          <span>
            <label htmlFor={`${id}startTime`}>{t('form.startTime')}</label>
            <input
              id={`${id}startTime`}
              className="input"
              type="time"
              value={draft.startTime}
              onChange={(it) => it.target.value && put({ startTime: it.target.value })}
            />
          </span>
        )}
        <span>
          <label htmlFor={`${id}end`}>{t('form.end')}</label>
          <input
            id={`${id}end`}
            className="input"
            type="date"
            value={draft.endDay}
            onChange={(it) => it.target.value && put({ endDay: it.target.value })}
            {...wrong('end')}
          />
        </span>
        {!draft.isAllDay && (
          <span>
            <label htmlFor={`${id}endTime`}>{t('form.endTime')}</label>
            <input
              id={`${id}endTime`}
              className="input"
              type="time"
              value={draft.endTime}
              onChange={(it) => it.target.value && put({ endTime: it.target.value })}
              {...wrong('end')}
            />
          </span>
        )}
      </div>
      {says('end')}
      <p className="caption">{t('form.zone', { zone: readersZone() })}</p>
      <label htmlFor={`${id}where`}>{t('form.where')}</label>
      <input
        id={`${id}where`}
        className="input"
        value={draft.location}
        maxLength={255}
        onChange={(it) => put({ location: it.target.value })}
      />
      <label htmlFor={`${id}people`}>{t('form.people')}</label>
      <textarea
        id={`${id}people`}
        className="input"
        rows={2}
        placeholder={t('form.people.hint')}
        value={draft.people}
        onChange={(it) => put({ people: it.target.value })}
        {...wrong('people')}
      />
      {says('people')}
      <label className="choice">
        <input
          type="checkbox"
          checked={draft.isOnline}
          disabled={hasOnline || !hasTeams}
          onChange={(it) => put({ isOnline: it.target.checked })}
        />
        <span className="choice-text">
          <span>{t('form.teams')}</span>
          {!hasTeams && !hasOnline && <span className="caption">{t('form.teams.none')}</span>}
        </span>
      </label>
      {isNew && (
        <div className="event-times">
          <span>
            <label htmlFor={`${id}every`}>{t('form.repeats')}</label>
            <select
              id={`${id}every`}
              className="input"
              value={draft.every}
              onChange={(it) => put({ every: it.target.value as EventDraft['every'] })}
            >
              {(['no', 'day', 'week', 'month'] as const).map((it) => (
                <option key={it} value={it}>
                  {t(`form.repeats.${it}`)}
                </option>
              ))}
            </select>
          </span>
          {draft.every !== 'no' && (
            <span>
              <label htmlFor={`${id}times`}>{t('form.times')}</label>
              <input
                id={`${id}times`}
                className="input"
                type="number"
                min={1}
                max={999}
                value={draft.times}
                onChange={(it) => put({ times: it.target.value })}
              />
            </span>
          )}
        </div>
      )}
      <label className="choice">
        <input type="checkbox" checked={draft.isPrivate} onChange={(it) => put({ isPrivate: it.target.checked })} />
        <span>{t('form.private')}</span>
      </label>
      <label htmlFor={`${id}text`}>{t('form.text')}</label>
      <textarea
        id={`${id}text`}
        className="input"
        rows={4}
        maxLength={20_000}
        value={draft.text}
        onChange={(it) => put({ text: it.target.value })}
      />
      {!isNew && <p className="caption">{t('form.text.hint')}</p>}
      <button type="submit" hidden />
    </form>
  );
}
