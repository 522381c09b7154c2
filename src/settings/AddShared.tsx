import { useId, useState, type FormEvent } from 'react';
import { sortError, type PaneError } from '../api/errors.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t } from '../text/settings-text.js';
import { announce } from '../ui/announce.js';
import { Button } from '../ui/Button.js';
import { useSettings } from './settings.js';
import type { ConnectState } from './use-connect.js';

interface Props {
  isAllowed: boolean;
  connect: ConnectState;
  onAdded(): Promise<void>;
}

/** A mailbox of the team, by its address (M114). What is missing is said at the field, with who can give it. */
export function AddShared({ isAllowed, connect, onAdded }: Props) {
  const { api, identity } = useSettings();
  const [address, setAddress] = useState('');
  const [isBusy, setIsBusy] = useState(false);
  const [error, setError] = useState<PaneError>();
  const id = useId();
  const add = async () => {
    if (isBusy) return;
    setIsBusy(true);
    setError(undefined);
    try {
      const added = await api.call('POST /mailboxes/shared', { body: { address } }, { timeoutMs: 40_000 });
      setAddress('');
      announce(t('shared.added', { address: added.address }));
      await onAdded();
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setIsBusy(false);
    }
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void add();
  };
  return (
    <details className="disclosure">
      <summary>{t('shared.title')}</summary>
      <p className="caption">{t('shared.text')}</p>
      {isAllowed ? (
        <form className="field-row" onSubmit={submit} noValidate>
          <span className="field">
            <label htmlFor={id}>{t('shared.address')}</label>
            <input
              id={id}
              className="input"
              type="email"
              autoComplete="off"
              value={address}
              aria-invalid={error ? true : undefined}
              aria-describedby={error ? `${id}-problem` : undefined}
              onChange={(event) => setAddress(event.target.value)}
            />
          </span>
          <Button type="submit" isBusy={isBusy}>
            {t('shared.add')}
          </Button>
          {error && (
            <div id={`${id}-problem`} className="field-refusal">
              {error.diagnosis ? (
                <ProblemBanner error={error} doing="connect" identity={identity} onRetry={() => void add()} />
              ) : (
                <p className="field-problem" role="alert">
                  {error.message}
                </p>
              )}
            </div>
          )}
        </form>
      ) : (
        <div className="row">
          <p className="caption">{t('shared.allow.text')}</p>
          <Button
            isBusy={connect.isLeaving}
            onClick={() =>
              connect.go({ permissions: ['mail', 'send', 'shared'], isAnother: false, chooseAccount: false })
            }
          >
            {t('shared.allow')}
          </Button>
        </div>
      )}
    </details>
  );
}
