import { useState } from 'react';
import type { EventChange, EventDetails, EventScope } from '../../../contract/calendar.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { t } from '../../text/calendar-text.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';
import { ProblemBanner } from '../ProblemBanner.js';
import { ScopeChoice } from './ScopeChoice.js';

interface CancelProps {
  api: Api;
  identity: Identity;
  event: EventDetails;
  onClose(): void;
  onDone(change: EventChange): void;
}
/** Whether an event is taken back, for everybody or by a guest, of a series which part, and a word to those invited. */
export function CancelDialog({ api, identity, event, onClose, onDone }: CancelProps) {
  const [scope, setScope] = useState<EventScope>('one');
  const [message, setMessage] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [wishId] = useState(() => crypto.randomUUID());
  const [error, setError] = useState<PaneError>();
  const isOwn = event.isOrganizer;
  const hasGuests = (event.people ?? []).length > 0;
  const cancel = async () => {
    if (isBusy) return;
    setIsBusy(true);
    setError(undefined);
    try {
      const body = { id: wishId, scope, ...(message.trim() ? { message: message.trim() } : {}) };
      onDone(
        await api.call(
          'POST /calendar/events/:event/cancel',
          { params: { event: event.id }, body },
          { timeoutMs: 40_000 },
        ),
      );
    } catch (thrown) {
      setError(sortError(thrown));
      setIsBusy(false);
    }
  };
  return (
    <Dialog
      title={t(isOwn ? 'cancel.title' : 'decline.title')}
      onClose={onClose}
      actions={
        <>
          <Button look="primary" isBusy={isBusy} onClick={() => void cancel()}>
            {t(isOwn ? 'cancel.yes' : 'decline.yes')}
          </Button>
          <Button onClick={onClose}>{t('cancel.no')}</Button>
        </>
      }
    >
      <div className="event-details">
        {error && <ProblemBanner error={error} doing="save" identity={identity} onRetry={() => void cancel()} />}
        <p>{t(!isOwn ? 'decline.body' : hasGuests ? 'cancel.body' : 'cancel.body.alone')}</p>
        {event.kind !== 'single' && (
          <ScopeChoice
            question={t('scope.cancel')}
            scope={scope}
            scopes={isOwn ? ['one', 'following', 'all'] : ['one', 'all']}
            onChoose={setScope}
          />
        )}
        {(hasGuests || !isOwn) && (
          <label className="event-field">
            {t('cancel.message')}
            <textarea
              className="input"
              rows={2}
              maxLength={2000}
              value={message}
              onChange={(it) => setMessage(it.target.value)}
            />
          </label>
        )}
      </div>
    </Dialog>
  );
}
