import { useId } from 'react';
import type { Reply } from '../../../contract/api.js';
import type { Coming } from '../../../contract/shapes.js';
import { t, type AdminKey } from '../../text/admin-text.js';

type Modules = Reply<'GET /admin/policy'>['modules'];
type Limits = Modules[number];
const kinds: Coming[] = ['mail', 'meetings', 'files'];
const levels = ['people', 'subject', 'everything'] as const;
type Level = (typeof levels)[number];

/** What may come to records of each module, and how much of it colleagues see there; without a word of its own the organisation's holds. */
export function PolicyModules({ modules, onChange }: { modules: Modules; onChange(modules: Modules): void }) {
  const id = useId();
  const change = (of: Limits, to: Partial<Limits>) =>
    onChange(modules.map((it) => (it.module === of.module ? { ...it, ...to } : it)));
  return (
    <>
      <h3 id={id}>{t('policy.modules')}</h3>
      <p className="caption">{t('policy.modules.hint')}</p>
      <ul className="lines policy-modules" aria-labelledby={id}>
        {modules.map((it) => (
          <li key={it.module} className="line">
            <fieldset className="choices">
              <legend>{it.plural}</legend>
              <div className="field-row">
                {kinds.map((kind) => (
                  <label key={kind} className="choice">
                    <input
                      type="checkbox"
                      checked={it[kind]}
                      onChange={(e) => change(it, { [kind]: e.target.checked })}
                    />
                    <span>{t(`policy.kind.${kind}` satisfies AdminKey)}</span>
                  </label>
                ))}
              </div>
              <div className="field-row">
                <ModuleLevel of="floor" limits={it} onChange={(floor) => change(it, { floor })} />
                <ModuleLevel of="ceiling" limits={it} onChange={(ceiling) => change(it, { ceiling })} />
              </div>
            </fieldset>
          </li>
        ))}
      </ul>
    </>
  );
}

interface LevelProps {
  of: 'floor' | 'ceiling';
  limits: Limits;
  onChange(level: Level | undefined): void;
}
function ModuleLevel({ of, limits, onChange }: LevelProps) {
  const id = useId();
  const isHere = limits.mail || limits.meetings;
  return (
    <span className="field">
      <label htmlFor={id}>{t(`policy.${of}` satisfies AdminKey)}</label>
      <select
        id={id}
        className="input"
        disabled={!isHere}
        value={limits[of] ?? ''}
        onChange={(e) => onChange(e.target.value === '' ? undefined : (e.target.value as Level))}
      >
        <option value="">{t('policy.asForAll')}</option>
        {levels.map((it) => (
          <option key={it} value={it}>
            {t(`policy.${it}` satisfies AdminKey)}
          </option>
        ))}
      </select>
    </span>
  );
}
