import { useId, useState, type FormEvent } from 'react';
import type { Reply } from '../../../contract/api.js';
import { t } from '../../text/admin-text.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';
import { saveFile } from '../save-file.js';
import { useSettings } from '../settings.js';
import { useAttempt } from './use-attempt.js';

type Preview = Reply<'POST /admin/privacy/preview'>;
type Erased = Reply<'POST /admin/privacy/erase'>;

/** What is kept about one person: looked at, handed out, corrected, erased. */
export function AboutPerson({ onDone }: { onDone(): Promise<void> }) {
  const { api } = useSettings();
  const id = useId();
  const [address, setAddress] = useState('');
  const [found, setFound] = useState<Preview>();
  const [names, setNames] = useState<string[]>([]);
  const [rightName, setRightName] = useState('');
  const [isAsking, setIsAsking] = useState(false);
  const [confirm, setConfirm] = useState('');
  const [erased, setErased] = useState<Erased>();
  const { busy, error, done, attempt } = useAttempt();
  const subject = { kind: 'address' as const, address: found?.address ?? address.trim() };
  const look = (event: FormEvent) => {
    event.preventDefault();
    void attempt('look', async () => {
      setErased(undefined);
      const preview = await api.call('POST /admin/privacy/preview', {
        body: { subject: { kind: 'address', address: address.trim() } },
      });
      setFound(preview);
      setNames(preview.names);
      return t('privacy.found', { address: preview.address });
    });
  };
  const copy = (how: 'json' | 'text') =>
    attempt(how, async () => {
      const both = await api.call('POST /admin/privacy/export', { body: { subject, names } }, { timeoutMs: 60_000 });
      saveFile(
        how === 'json' ? 'personal-data.json' : 'personal-data.txt',
        both[how],
        how === 'json' ? 'application/json' : 'text/plain',
      );
      await onDone();
    });
  const erase = () =>
    attempt('erase', async () => {
      const body = { subject, names, confirm };
      setErased(await api.call('POST /admin/privacy/erase', { body }, { timeoutMs: 120_000 }));
      setIsAsking(false);
      setFound(undefined);
      setConfirm('');
      await onDone();
    });
  const problem = error && (
    <p className="field-problem" role="alert">
      {error.message}
    </p>
  );
  return (
    <section className="card" aria-labelledby={`${id}title`}>
      <h2 id={`${id}title`}>{t('privacy.title')}</h2>
      <p>{t('privacy.text')}</p>
      {erased && <Proof erased={erased} />}
      <form className="field-row" onSubmit={look}>
        <span className="field">
          <label htmlFor={`${id}address`}>{t('privacy.address')}</label>
          <input
            id={`${id}address`}
            className="input"
            type="email"
            autoComplete="off"
            value={address}
            onChange={(e) => setAddress(e.target.value)}
          />
        </span>
        <Button type="submit" isBusy={busy === 'look'}>
          {t('privacy.look')}
        </Button>
      </form>
      {!isAsking && problem}
      {found && found.total === 0 && <p>{t('privacy.nothing', { address: found.address })}</p>}
      {found && found.total > 0 && (
        <>
          <h3>{t('privacy.found', { address: found.address })}</h3>
          <ul className="lines admin-list">
            {found.found.map((it) => (
              <li key={it.what} className="line">
                <span className="line-text">{it.what}</span>
                <span className="caption">{t('privacy.rows', { count: it.rows })}</span>
              </li>
            ))}
          </ul>
          {found.names.length > 0 && (
            <fieldset className="choices">
              <legend>{t('privacy.names')}</legend>
              {found.names.map((it) => (
                <label key={it} className="choice">
                  <input
                    type="checkbox"
                    checked={names.includes(it)}
                    onChange={(e) => setNames(e.target.checked ? [...names, it] : names.filter((n) => n !== it))}
                  />
                  <span>{it}</span>
                </label>
              ))}
            </fieldset>
          )}
          <div className="row">
            <Button isBusy={busy === 'json'} onClick={() => void copy('json')}>
              {t('privacy.json')}
            </Button>
            <Button isBusy={busy === 'text'} onClick={() => void copy('text')}>
              {t('privacy.readable')}
            </Button>
            <Button className="button-danger" onClick={() => setIsAsking(true)}>
              {t('privacy.erase')}
            </Button>
          </div>
          <h3>{t('rectify.title')}</h3>
          <div className="field-row">
            <span className="field">
              <label htmlFor={`${id}name`}>{t('rectify.name')}</label>
              <input
                id={`${id}name`}
                className="input"
                value={rightName}
                onChange={(e) => setRightName(e.target.value)}
              />
            </span>
            <Button
              isBusy={busy === 'rectify'}
              onClick={() =>
                void attempt('rectify', async () => {
                  const body = { address: found.address, name: rightName };
                  const { changed } = await api.call('POST /admin/privacy/rectify', { body });
                  return t('rectify.done', { count: changed });
                })
              }
            >
              {t('rectify.go')}
            </Button>
          </div>
          {done?.name === 'rectify' && <p className="caption">{done.text}</p>}
        </>
      )}
      {isAsking && found && (
        <Dialog
          title={t('erase.title', { address: found.address })}
          onClose={() => setIsAsking(false)}
          actions={
            <>
              <Button className="button-danger" isBusy={busy === 'erase'} onClick={() => void erase()}>
                {t('erase.go')}
              </Button>
              <Button onClick={() => setIsAsking(false)}>{t('erase.cancel')}</Button>
            </>
          }
        >
          <p>{t('erase.text')}</p>
          <span className="field">
            <label htmlFor={`${id}confirm`}>{t('erase.confirm')}</label>
            <input
              id={`${id}confirm`}
              className="input"
              autoComplete="off"
              value={confirm}
              onChange={(e) => setConfirm(e.target.value)}
            />
          </span>
          {problem}
        </Dialog>
      )}
    </section>
  );
}

function Proof({ erased: { id, proof, elsewhere } }: { erased: Erased }) {
  const { isGone, tables, rows } = proof;
  return (
    <>
      <Banner tone={isGone ? 'info' : 'error'} title={t(isGone ? 'erase.done' : 'erase.notDone')}>
        {t(isGone ? 'erase.proof' : 'erase.left', { tables, rows, id })}
      </Banner>
      <h3>{t('erase.elsewhere')}</h3>
      <ul className="bullets">
        {elsewhere.map((it) => (
          <li key={it}>{it}</li>
        ))}
      </ul>
    </>
  );
}
