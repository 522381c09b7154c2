import { useId, useState } from 'react';
import type { EventChange, EventDetails } from '../../../contract/calendar.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { t } from '../../text/calendar-text.js';
import { instantOf, readersZone, wallTimeOf } from '../../text/zone.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';
import { ProblemBanner } from '../ProblemBanner.js';

interface Props {
  api: Api;
  identity: Identity;
  event: EventDetails;
  onClose(): void;
  onDone(change: EventChange): void;
}

/** Another time for a meeting of somebody else: the length stays unless it is changed, and the organizer decides. */
export function ProposeTime({ api, identity, event, onClose, onDone }: Props) {
  const id = useId();
  const [start, setStart] = useState(() => wallTimeOf(Date.parse(event.startDateTime)));
  const [end, setEnd] = useState(() => wallTimeOf(Date.parse(event.endDateTime)));
  const [message, setMessage] = useState('');
  const [isTold, setIsTold] = useState(false);
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<PaneError>();
  const [wishId] = useState(() => crypto.randomUUID());
  const isWrong = end <= start;
  const move = (to: string) => {
    if (!to) return;
    const length = instantOf(end) - instantOf(start);
    setStart(to);
    setEnd(wallTimeOf(instantOf(to) + Math.max(length, 0)));
  };
  const send = async () => {
    setIsTold(true);
    if (isBusy || isWrong) return;
    setIsBusy(true);
    setError(undefined);
    try {
      onDone(
        await api.call(
          'POST /calendar/events/:event/propose',
          {
            params: { event: event.id },
            body: {
              id: wishId,
              time: { start, end, zone: readersZone() },
              ...(message.trim() ? { message: message.trim() } : {}),
            },
          },
          { timeoutMs: 40_000 },
        ),
      );
    } catch (thrown) {
      setError(sortError(thrown));
      setIsBusy(false);
    }
  };
  const problem = isTold && isWrong;
  return (
    <Dialog
      title={t('propose.title')}
      onClose={onClose}
      actions={
        <>
          <Button look="primary" isBusy={isBusy} onClick={() => void send()}>
            {t('propose.send')}
          </Button>
          <Button onClick={onClose}>{t('back')}</Button>
        </>
      }
    >
      <form
        className="event-form"
        noValidate
        onSubmit={(submitted) => {
          submitted.preventDefault();
          void send();
        }}
      >
        {error && <ProblemBanner error={error} doing="save" identity={identity} onRetry={() => void send()} />}
        <p>{t('propose.body', { name: event.organizer?.name || (event.organizer?.address ?? '') })}</p>
        <label htmlFor={`${id}start`}>{t('form.start')}</label>
        <input
          id={`${id}start`}
          className="input"
          type="datetime-local"
          value={start}
          onChange={(it) => move(it.target.value)}
        />
        <label htmlFor={`${id}end`}>{t('form.end')}</label>
        <input
          id={`${id}end`}
          className="input"
          type="datetime-local"
          value={end}
          onChange={(it) => it.target.value && setEnd(it.target.value)}
          {...(problem ? { 'aria-invalid': true, 'aria-describedby': `${id}problem` } : {})}
        />
        {problem && (
          <p className="field-problem" id={`${id}problem`} role="alert">
            {t('propose.order')}
          </p>
        )}
        <p className="caption">{t('form.zone', { zone: readersZone() })}</p>
        <label htmlFor={`${id}message`}>{t('propose.message')}</label>
        <textarea
          id={`${id}message`}
          className="input"
          rows={2}
          maxLength={2000}
          value={message}
          onChange={(it) => setMessage(it.target.value)}
        />
        <button type="submit" hidden />
      </form>
    </Dialog>
  );
}
