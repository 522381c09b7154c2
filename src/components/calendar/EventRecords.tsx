import { useState } from 'react';
import type { RecordView } from '../../../contract/api.js';
import type { EventDetails } from '../../../contract/calendar.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { t, type CalendarKey } from '../../text/calendar-text.js';
import { Button } from '../../ui/Button.js';
import { ProblemBanner } from '../ProblemBanner.js';
import { RecordPicker } from '../RecordPicker.js';

interface Props {
  api: Api;
  identity: Identity;
  event: EventDetails;
  onChanged(details?: EventDetails): void;
}
/** The records an event is on, each with its reason; those it may belong to; and any other by its name. */
export function EventRecords({ api, identity, event, onChanged }: Props) {
  const [isAdding, setIsAdding] = useState(false);
  const [asked, setAsked] = useState<RecordView>();
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<PaneError>();
  const isSeries = event.kind !== 'single';
  const run = async (work: () => Promise<EventDetails | undefined>) => {
    setIsBusy(true);
    setError(undefined);
    try {
      onChanged(await work());
      setIsAdding(false);
      setAsked(undefined);
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setIsBusy(false);
    }
  };
  const put = (record: RecordView, whole: boolean) =>
    run(() =>
      api.call('POST /calendar/events/:event/links', {
        params: { event: event.id },
        body: { record: { module: record.module, id: record.id }, isSeries: whole },
      }),
    );
  const choose = (record: RecordView) => (isSeries ? setAsked(record) : void put(record, false));
  const off = (link: string) =>
    run(async () => {
      await api.call('POST /calendar/links/:link/undo', { params: { link } });
      return undefined;
    });
  return (
    <>
      {error && <ProblemBanner error={error} doing="save" identity={identity} />}
      {event.links.length === 0 && <p className="caption">{t('records.none')}</p>}
      <ul className="event-guests">
        {event.links.map((it) => (
          <li key={it.id} className="guest">
            <span>
              <a className="link" href={it.record.url}>
                {it.record.displayName}
              </a>{' '}
              <span className="caption">
                {it.record.moduleName}
                {it.isSeries ? ` · ${t('record.series')}` : ''} {reasonOf(it.reason)}
              </span>
            </span>
            {it.canUndo && (
              <Button
                className="small"
                isBusy={isBusy}
                aria-label={t('record.undo.of', { name: it.record.displayName })}
                onClick={() => void off(it.id)}
              >
                {t('record.undo')}
              </Button>
            )}
          </li>
        ))}
        {event.suggestions.map((it) => (
          <li key={`${it.record.module} ${it.record.id}`} className="guest">
            <span>
              {it.record.displayName} <span className="caption">{reasonOf(it.reason)}</span>
            </span>
            <Button
              className="small"
              isBusy={isBusy}
              aria-label={t('record.link.of', { name: it.record.displayName })}
              onClick={() => choose(it.record)}
            >
              {t('record.link')}
            </Button>
          </li>
        ))}
      </ul>
      {asked && (
        <div className="event-inset">
          <p>{t('record.scope')}</p>
          <div className="row">
            <Button isBusy={isBusy} onClick={() => void put(asked, false)}>
              {t('record.scope.one')}
            </Button>
            <Button isBusy={isBusy} onClick={() => void put(asked, true)}>
              {t('record.scope.series')}
            </Button>
          </div>
        </div>
      )}
      {event.seen === 'own' &&
        (isAdding ? (
          <RecordPicker api={api} identity={identity} purpose="meetings" onChoose={choose} />
        ) : (
          <Button look="link" onClick={() => setIsAdding(true)}>
            {t('records.add')}
          </Button>
        ))}
    </>
  );
}
const known = ['address', 'domain', 'code', 'person', 'booked'];
const reasonOf = ({ kind, value }: { kind: string; value: string }): string =>
  known.includes(kind) && (value || kind === 'person' || kind === 'booked')
    ? t(`reason.${kind}` as CalendarKey, { value })
    : '';
