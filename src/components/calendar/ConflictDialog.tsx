import { useState } from 'react';
import type { EventChange, EventFields } from '../../../contract/calendar.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { t } from '../../text/calendar-text.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';
import { ProblemBanner } from '../ProblemBanner.js';
import { nameOfField, wordsFor } from './event-form.js';
import { momentOf } from './when.js';

interface Props {
  api: Api;
  identity: Identity;
  change: EventChange & { conflict: NonNullable<EventChange['conflict']> };
  /** Which event, where that is not seen behind it. */
  subject?: string | undefined;
  onClose(): void;
  onDone(change: EventChange): void;
}
type Side = 'outlook' | 'coherence';

/** Both sides changed: what each has, side by side, and one answer. Nothing is written before it. */
export function ConflictDialog({ api, identity, change, subject, onClose, onDone }: Props) {
  const { ours, theirs, changedDateTime } = change.conflict;
  const names = Object.keys(theirs) as (keyof EventFields)[];
  const [sides, setSides] = useState<Partial<Record<keyof EventFields, Side>>>({});
  const [busy, setBusy] = useState<'outlook' | 'coherence' | 'merge'>();
  const [error, setError] = useState<PaneError>();
  const isChosen = names.every((it) => sides[it]);
  const answer = async (keep: 'outlook' | 'coherence' | 'merge') => {
    if (busy) return;
    setBusy(keep);
    setError(undefined);
    const fields = Object.fromEntries(
      names.map((it) => [it, (sides[it] === 'outlook' ? theirs : ours)[it]]),
    ) as EventFields;
    try {
      onDone(
        await api.call(
          'POST /calendar/changes/:change/answer',
          { params: { change: change.id }, body: { keep, ...(keep === 'merge' ? { fields } : {}) } },
          { timeoutMs: 40_000 },
        ),
      );
    } catch (thrown) {
      setError(sortError(thrown));
      setBusy(undefined);
    }
  };
  return (
    <Dialog
      title={t('conflict.title')}
      size="wide"
      onClose={onClose}
      actions={
        <>
          <Button isBusy={busy === 'outlook'} onClick={() => void answer('outlook')}>
            {t('conflict.keepOutlook')}
          </Button>
          <Button isBusy={busy === 'coherence'} onClick={() => void answer('coherence')}>
            {t('conflict.keepCoherence')}
          </Button>
          <Button look="primary" isBusy={busy === 'merge'} disabled={!isChosen} onClick={() => void answer('merge')}>
            {t('conflict.merge')}
          </Button>
        </>
      }
    >
      {subject && <p className="event-when">{subject}</p>}
      <p data-diagnosis="D3">{t('conflict.body')}</p>
      {changedDateTime && <p className="caption">{t('conflict.when', { time: momentOf(changedDateTime) })}</p>}
      {error && <ProblemBanner error={error} doing="save" identity={identity} />}
      <p className="caption">{t('conflict.choose')}</p>
      {names.map((name) => (
        <fieldset key={name} className="sides">
          <legend>{nameOfField(name)}</legend>
          {(['outlook', 'coherence'] as const).map((side) => (
            <label key={side} className="side">
              <input
                type="radio"
                name={`side ${name}`}
                checked={sides[name] === side}
                onChange={() => setSides((now) => ({ ...now, [name]: side }))}
              />
              <span className="choice-text">
                <span className="caption">{t(`conflict.${side}`)}</span>
                <span className="event-body">{wordsFor(name, (side === 'outlook' ? theirs : ours)[name])}</span>
              </span>
            </label>
          ))}
        </fieldset>
      ))}
    </Dialog>
  );
}
