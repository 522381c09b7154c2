import { useState, type FormEvent } from 'react';
import type { CoherenceConnectionView } from '../../../contract/admin-setup.js';
import { t } from '../../text/admin-text.js';
import { Button } from '../../ui/Button.js';
import { useSettings } from '../settings.js';
import { useAttempt } from './use-attempt.js';

interface Props {
  data: CoherenceConnectionView;
  onChanged(data: CoherenceConnectionView): void;
}

/** The two keys, or a sign-in in place of the second: entered, tried, chosen, forgotten. */
export function CoherenceKeys({ data, onChanged }: Props) {
  const { api } = useSettings();
  const { busy, error, failed, done, attempt } = useAttempt();
  const [apiKey, setApiKey] = useState('');
  const isAboutKey = failed === 'key';
  const keep = (event: FormEvent) => {
    event.preventDefault();
    void attempt('key', async () => {
      onChanged(await api.call('PUT /admin/coherence/key', { body: { apiKey } }));
      setApiKey('');
      return t('keys.kept');
    });
  };
  const use = (slot: 1 | 2) =>
    attempt(`use ${slot}`, async () => {
      onChanged(await api.call('POST /admin/coherence/use', { body: { slot } }));
      return t('keys.used');
    });
  const forget = () =>
    attempt('forget', async () => {
      onChanged(await api.call('POST /admin/coherence/forget', { body: {} }));
      return t('keys.forgotten');
    });
  const signIn = () =>
    attempt('sign in', async () => {
      const { url } = await api.call('POST /admin/coherence/sign-in', { body: {} }, { keepsCookie: true });
      location.assign(url);
    });
  return (
    <section className="card" aria-labelledby="admin-keys">
      <h2 id="admin-keys">{t('keys.title')}</h2>
      <p>{t('keys.text')}</p>
      <ul className="lines admin-list">
        {data.keys.map(({ slot, kind, isSet, isInUse, hint }) => (
          <li key={slot} className="line">
            <span className="line-text">
              <span>{t(slot === 1 ? 'keys.1' : 'keys.2')}</span>
              {kind === 'sign_in' ? (
                <span className="caption">{t('keys.signedIn')}</span>
              ) : (
                <code>{isSet ? hint : t('keys.none')}</code>
              )}
            </span>
            {slot === 2 && isSet && !isInUse && (
              <Button
                className="small"
                isBusy={busy === 'forget'}
                aria-label={t('keys.forget.of', { slot })}
                onClick={() => void forget()}
              >
                {t('keys.forget')}
              </Button>
            )}
            {isInUse && <span className="pill pill-good">{t('keys.inUse')}</span>}
            {!isInUse && isSet && (
              <Button
                className="small"
                isBusy={busy === `use ${slot}`}
                aria-label={t('keys.use.of', { slot })}
                onClick={() => void use(slot)}
              >
                {t('keys.use')}
              </Button>
            )}
          </li>
        ))}
      </ul>
      {data.canSignIn && (
        <p className="row">
          <Button isBusy={busy === 'sign in'} onClick={() => void signIn()}>
            {t('keys.signIn')}
          </Button>
          <span className="caption">{t('keys.signIn.text')}</span>
        </p>
      )}
      <form className="field-row" onSubmit={keep}>
        <span className="field">
          <label htmlFor="admin-key">{t('keys.new')}</label>
          <input
            id="admin-key"
            className="input"
            type="password"
            autoComplete="off"
            value={apiKey}
            aria-invalid={isAboutKey || undefined}
            aria-describedby={isAboutKey ? 'admin-key-problem' : undefined}
            onChange={(e) => setApiKey(e.target.value)}
          />
        </span>
        <Button type="submit" isBusy={busy === 'key'}>
          {t('keys.keep')}
        </Button>
      </form>
      {error && (
        <p id="admin-key-problem" className="field-problem" role="alert">
          {error.message}
        </p>
      )}
      {done && <p className="caption">{done.text}</p>}
    </section>
  );
}
