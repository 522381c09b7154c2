import { useId } from 'react';
import type { MailSettings } from '../../contract/connection.js';
import { t, type SettingsKey } from '../text/settings-text.js';
import { Button } from '../ui/Button.js';

type RuleSet = MailSettings['rules'];
type NeverFile = RuleSet['neverFile'][number];
interface Props {
  rules: RuleSet;
  problem: string | undefined;
  onChange(rules: RuleSet): void;
}
const skips = ['bulk', 'internal', 'private', 'invitations'] as const;
const whos = ['sender', 'any', 'all'] as const;
const kinds = ['off', 'only', 'except'] as const;

/** Every rule by which mail is left out, each visible and changeable (M116, R-32). */
export function Rules({ rules, problem, onChange }: Props) {
  const id = useId();
  const { neverFile, categories } = rules;
  const setRule = (at: number, rule: NeverFile | undefined) =>
    onChange({ ...rules, neverFile: neverFile.flatMap((it, i) => (i !== at ? [it] : rule ? [rule] : [])) });
  return (
    <fieldset className="card choices">
      <legend>
        <h2>{t('rules.title')}</h2>
      </legend>
      <p className="caption">{t('rules.text')}</p>
      {skips.map((name) => (
        <label key={name} className="choice">
          <input
            type="checkbox"
            checked={rules[name] === 'skip'}
            onChange={(event) => onChange({ ...rules, [name]: event.target.checked ? 'skip' : 'keep' })}
          />
          <span>{t(`rules.${name}` satisfies SettingsKey)}</span>
        </label>
      ))}
      <h3>{t('rules.never')}</h3>
      <p className="caption">{t('rules.never.text')}</p>
      {neverFile.map((rule, at) => {
        const isShort = problem !== undefined && rule.pattern.trim().length > 0 && rule.pattern.trim().length < 3;
        return (
          <div key={at} className="field-row">
            <span className="field">
              <label htmlFor={`${id}-${at}`}>{t('rules.pattern')}</label>
              <input
                id={`${id}-${at}`}
                className="input"
                value={rule.pattern}
                placeholder="example.com"
                autoComplete="off"
                spellCheck={false}
                aria-invalid={isShort ? true : undefined}
                aria-describedby={isShort ? `${id}-problem` : undefined}
                onChange={(event) => setRule(at, { ...rule, pattern: event.target.value })}
              />
            </span>
            <span className="field">
              <label htmlFor={`${id}-${at}-who`}>{t('rules.who')}</label>
              <select
                id={`${id}-${at}-who`}
                className="input"
                value={rule.who}
                onChange={(event) => setRule(at, { ...rule, who: event.target.value as NeverFile['who'] })}
              >
                {whos.map((who) => (
                  <option key={who} value={who}>
                    {t(`rules.who.${who}` satisfies SettingsKey)}
                  </option>
                ))}
              </select>
            </span>
            <Button
              look="subtle"
              icon="dismiss"
              aria-label={rule.pattern ? t('rules.remove', { pattern: rule.pattern }) : t('rules.removeEmpty')}
              onClick={() => setRule(at, undefined)}
            />
          </div>
        );
      })}
      {problem && (
        <p id={`${id}-problem`} className="field-problem">
          {t('rules.pattern.short')}
        </p>
      )}
      <div className="row">
        <Button onClick={() => onChange({ ...rules, neverFile: [...neverFile, { pattern: '', who: 'any' }] })}>
          {t('rules.add')}
        </Button>
      </div>
      <h3 id={`${id}-categories`}>{t('rules.categories')}</h3>
      <div className="field-row">
        <span className="field">
          <select
            className="input"
            aria-labelledby={`${id}-categories`}
            value={categories.kind}
            onChange={(event) =>
              onChange({
                ...rules,
                categories: { ...categories, kind: event.target.value as RuleSet['categories']['kind'] },
              })
            }
          >
            {kinds.map((kind) => (
              <option key={kind} value={kind}>
                {t(`rules.categories.${kind}` satisfies SettingsKey)}
              </option>
            ))}
          </select>
        </span>
        {categories.kind !== 'off' && (
          <span className="field">
            <label htmlFor={`${id}-names`}>{t('rules.categories.names')}</label>
            <input
              id={`${id}-names`}
              className="input"
              defaultValue={categories.names.join(', ')}
              onChange={(event) =>
                onChange({
                  ...rules,
                  categories: {
                    ...categories,
                    names: event.target.value
                      .split(',')
                      .map((it) => it.trim())
                      .filter(Boolean),
                  },
                })
              }
            />
          </span>
        )}
      </div>
    </fieldset>
  );
}
