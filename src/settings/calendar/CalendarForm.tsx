import { useState } from 'react';
import type { CalendarAccount, CalendarChoice, CalendarSettings } from '../../../contract/calendar.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/calendar-text.js';
import { formatDate, formatList } from '../../text/text.js';
import { announce } from '../../ui/announce.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { useSettings } from '../settings.js';

interface Props {
  account: CalendarAccount;
  onSaved(): Promise<void>;
}
/** The calendars of one mailbox: which, in which direction, and what of them. Nothing is read before the first save. */
export function CalendarForm({ account, onSaved }: Props) {
  const { api, identity } = useSettings();
  const [settings, setSettings] = useState(account.settings);
  const [isSaving, setIsSaving] = useState(false);
  const [error, setError] = useState<PaneError>();
  const change = (part: Partial<CalendarSettings>) => {
    setError(undefined);
    setSettings((now) => ({ ...now, ...part }));
  };
  const editable = account.calendars.filter((it) => it.canEdit);
  const save = async () => {
    setIsSaving(true);
    setError(undefined);
    try {
      await api.call(
        'PUT /calendar/settings/:mailbox',
        { params: { mailbox: account.mailbox.id }, body: { settings, version: account.version } },
        { timeoutMs: 60_000 },
      );
      announce(t('set.saved'));
      await onSaved();
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setIsSaving(false);
    }
  };
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSaving) void save();
      }}
    >
      {account.lacks.length > 0 && (
        <Banner
          tone="info"
          title={t('set.lacks', { list: formatList(account.lacks.map((it) => t(`set.lacks.${it}`))) })}
        />
      )}
      <fieldset className="card choices">
        <legend>
          <h2>{t('set.calendars')}</h2>
        </legend>
        {account.calendars.map((it) => (
          <CalendarLine
            key={it.id}
            calendar={it}
            isChosen={settings.calendars.includes(it.id)}
            onToggle={(isChosen) =>
              change({
                calendars: isChosen
                  ? [...settings.calendars, it.id]
                  : settings.calendars.filter((one) => one !== it.id),
              })
            }
          />
        ))}
        <p className="caption">
          {t('set.range', { from: formatDate(account.fromDateTime), to: formatDate(account.toDateTime) })}
        </p>
      </fieldset>
      <section className="card">
        <h2 id={`primary-${account.mailbox.id}`}>{t('set.primary')}</h2>
        <select
          className="input"
          aria-labelledby={`primary-${account.mailbox.id}`}
          value={settings.primary ?? ''}
          onChange={(event) => change({ primary: event.target.value })}
        >
          {editable.map((it) => (
            <option key={it.id} value={it.id}>
              {it.isOwn ? it.name : `${it.name} · ${it.owner.name}`}
            </option>
          ))}
        </select>
        <p className="caption">{t('set.primary.readOnly')}</p>
      </section>
      <fieldset className="card choices">
        <legend>
          <h2>{t('set.direction')}</h2>
        </legend>
        {(['both', 'read', 'write'] as const).map((it) => (
          <label key={it} className="choice">
            <input
              type="radio"
              name={`direction-${account.mailbox.id}`}
              checked={settings.direction === it}
              onChange={() => change({ direction: it })}
            />
            <span className="choice-text">
              <span>{t(`set.direction.${it}`)}</span>
              <span className="caption">{t(`set.direction.${it}.text`)}</span>
            </span>
          </label>
        ))}
      </fieldset>
      <fieldset className="card choices">
        <legend>
          <h2>{t('set.options')}</h2>
        </legend>
        <label className="choice">
          <input
            type="checkbox"
            checked={settings.takesPrivate}
            onChange={(it) => change({ takesPrivate: it.target.checked })}
          />
          <span className="choice-text">
            <span>{t('set.private')}</span>
            <span className="caption">{t('set.private.text')}</span>
          </span>
        </label>
        <label className="choice">
          <input
            type="checkbox"
            checked={settings.takesDeclined}
            onChange={(it) => change({ takesDeclined: it.target.checked })}
          />
          <span>{t('set.declined')}</span>
        </label>
        <label className="choice">
          <input
            type="checkbox"
            checked={settings.takesAllDay}
            onChange={(it) => change({ takesAllDay: it.target.checked })}
          />
          <span>{t('set.allDay')}</span>
        </label>
      </fieldset>
      {error && (
        <ProblemBanner
          error={error}
          doing="save"
          identity={identity}
          onRetry={() => void (error.code === 'conflict' ? onSaved() : save())}
        />
      )}
      <div className="save-bar">
        <Button look="primary" type="submit" isBusy={isSaving}>
          {t('set.save')}
        </Button>
        {account.isConfigured && (
          <a className="link" href="/calendar">
            {t('set.show')}
          </a>
        )}
      </div>
    </form>
  );
}

function CalendarLine({
  calendar,
  isChosen,
  onToggle,
}: {
  calendar: CalendarChoice;
  isChosen: boolean;
  onToggle(isChosen: boolean): void;
}) {
  const { name, owner, isOwn, canEdit, progress, color } = calendar;
  return (
    <label className="choice">
      <input type="checkbox" checked={isChosen} onChange={(event) => onToggle(event.target.checked)} />
      <Swatch color={color} />
      <span className="choice-text">
        <span>{name}</span>
        <span className="caption">
          {isOwn ? '' : `${t('set.owner', { name: owner.name || owner.address })} · `}
          {t(canEdit ? 'set.canEdit' : 'set.readOnly')}
          {progress ? ` · ${t(`set.${progress.state}`)} · ${t('set.events', { count: progress.events })}` : ''}
        </span>
        {progress?.problem && <span className="caption">{progress.problem.sentence}</span>}
      </span>
    </label>
  );
}
/** The calendar's colour as Outlook shows it; a decoration beside its name. */
const Swatch = ({ color }: { color: string }) => (
  <svg className="swatch" viewBox="0 0 12 12" width="12" height="12" aria-hidden="true" focusable="false">
    <rect width="12" height="12" rx="3" fill={/^#[0-9a-f]{6}$/i.test(color) ? color : 'currentColor'} />
  </svg>
);
