import { useEffect, useId, useRef, useState } from 'react';
import type { Reply } from '../../../contract/api.js';
import { useQuery } from '../../api/query.js';
import { t, type AdminKey } from '../../text/admin-text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';
import { useSettings } from '../settings.js';
import { Answered } from './Answered.js';
import { PolicyEffect } from './PolicyEffect.js';
import { PolicyModules } from './PolicyModules.js';
import { useAttempt } from './use-attempt.js';

type Policy = Reply<'GET /admin/policy'>;
type Effect = Reply<'POST /admin/policy/preview'>;
const levels = ['people', 'subject', 'everything'] as const;

/** What holds for everybody, and what it would change before it is decided. */
export function PolicyView() {
  const { api, cache } = useSettings();
  const answer = useQuery<Policy>(cache, 'admin policy', (signal) => api.call('GET /admin/policy', {}, { signal }));
  const [decided, setDecided] = useState<number>();
  return (
    <Answered answer={answer}>
      {(data) => (
        <PolicyForm
          key={data.version}
          policy={data}
          isDecided={decided === data.version}
          onSaved={(it) => {
            setDecided(it.version);
            cache.write('admin policy', it);
          }}
        />
      )}
    </Answered>
  );
}

interface FormProps {
  policy: Policy;
  /** It was decided here just now, and that is said until something else is done. */
  isDecided: boolean;
  onSaved(policy: Policy): void;
}
function PolicyForm({ policy, isDecided, onSaved }: FormProps) {
  const { api } = useSettings();
  const id = useId();
  const [floor, setFloor] = useState(policy.visibility.floor);
  const [ceiling, setCeiling] = useState(policy.visibility.ceiling);
  const [list, setList] = useState(policy.neverFile.join('\n'));
  const [anonymousLinks, setAnonymous] = useState(policy.anonymousLinks);
  const [modules, setModules] = useState(policy.modules);
  const [effect, setEffect] = useState<Effect>();
  const [isTouched, setTouched] = useState(false);
  const decide = useRef<HTMLButtonElement>(null);
  // What was decided is a form of its own: the focus goes on where it was.
  useEffect(() => {
    if (isDecided) decide.current?.focus();
  }, [isDecided]);
  const { busy, error, attempt } = useAttempt();
  const wish = () => ({
    visibility: { floor, ceiling },
    neverFile: list
      .split('\n')
      .map((it) => it.trim())
      .filter(Boolean),
    anonymousLinks,
    modules: modules.map(({ plural: _, ...limits }) => limits),
  });
  const level = (name: 'floor' | 'ceiling', value: (typeof levels)[number], set: (it: typeof value) => void) => (
    <span className="field">
      <label htmlFor={`${id}${name}`}>{t(`policy.${name}` satisfies AdminKey)}</label>
      <select id={`${id}${name}`} className="input" value={value} onChange={(e) => set(e.target.value as typeof value)}>
        {levels.map((it) => (
          <option key={it} value={it}>
            {t(`policy.${it}` satisfies AdminKey)}
          </option>
        ))}
      </select>
    </span>
  );
  return (
    <section className="card" aria-labelledby={`${id}title`} onChange={() => setTouched(true)}>
      <h2 id={`${id}title`}>{t('policy.title')}</h2>
      <fieldset className="choices">
        <legend>{t('policy.visibility')}</legend>
        <div className="field-row">
          {level('floor', floor, setFloor)}
          {level('ceiling', ceiling, setCeiling)}
        </div>
      </fieldset>
      <span className="field">
        <label htmlFor={`${id}list`}>{t('policy.neverFile')}</label>
        <textarea
          id={`${id}list`}
          className="input"
          rows={4}
          aria-describedby={`${id}hint`}
          value={list}
          onChange={(e) => setList(e.target.value)}
        />
        <span id={`${id}hint`} className="caption">
          {t('policy.neverFile.hint')}
        </span>
      </span>
      <label className="choice">
        <input type="checkbox" checked={anonymousLinks} onChange={(e) => setAnonymous(e.target.checked)} />
        <span>{t('policy.anonymous')}</span>
      </label>
      <PolicyModules modules={modules} onChange={setModules} />
      {error && (
        <p className="field-problem" role="alert">
          {error.message}
        </p>
      )}
      <div className="row">
        <Button
          isBusy={busy === 'preview'}
          onClick={() =>
            void attempt('preview', async () =>
              setEffect(await api.call('POST /admin/policy/preview', { body: wish() })),
            )
          }
        >
          {t('policy.preview')}
        </Button>
        <Button
          ref={decide}
          look="primary"
          isBusy={busy === 'save'}
          onClick={() =>
            void attempt('save', async () => {
              const saved = await api.call('PUT /admin/policy', { body: { ...wish(), version: policy.version } });
              announce(t('policy.saved'));
              onSaved(saved);
            })
          }
        >
          {t('policy.save')}
        </Button>
        {isDecided && !isTouched && !effect && !error && (
          <p className="policy-decided">
            <Icon name="done" />
            {t('policy.saved')}
          </p>
        )}
      </div>
      {effect && <PolicyEffect effect={effect} />}
    </section>
  );
}
