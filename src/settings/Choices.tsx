import { useId } from 'react';
import type { MailSettings } from '../../contract/connection.js';
import { t, type SettingsKey } from '../text/settings-text.js';

interface Props {
  settings: MailSettings;
  onChange(part: Partial<MailSettings>): void;
}
const levels = ['people', 'subject', 'everything'] as const;
const organizations: { key: 'off' | 'category' | 'module' | 'record'; value: MailSettings['organization'] }[] = [
  { key: 'off', value: { kind: 'off' } },
  { key: 'category', value: { kind: 'category' } },
  { key: 'module', value: { kind: 'move', by: 'module' } },
  { key: 'record', value: { kind: 'move', by: 'record' } },
];

/** What colleagues see, each level with what it looks like; and what happens in Outlook, off unless chosen (M26). */
export function Choices({ settings: { visibility, organization }, onChange }: Props) {
  const id = useId();
  const now = organization.kind === 'move' ? organization.by : organization.kind;
  return (
    <>
      <fieldset className="card choices">
        <legend>
          <h2>{t('visibility.title')}</h2>
        </legend>
        <p className="caption">{t('visibility.text')}</p>
        {levels.map((level) => (
          <label key={level} className="choice">
            <input
              type="radio"
              name={`${id}-visibility`}
              checked={visibility === level}
              onChange={() => onChange({ visibility: level })}
            />
            <span className="choice-text">
              <span>{t(`visibility.${level}` satisfies SettingsKey)}</span>
              <span className="caption example">{t(`visibility.${level}.example` satisfies SettingsKey)}</span>
            </span>
          </label>
        ))}
        <p className="caption">{t('visibility.private')}</p>
      </fieldset>
      <fieldset className="card choices">
        <legend>
          <h2>{t('organization.title')}</h2>
        </legend>
        <p className="caption">{t('organization.text')}</p>
        {organizations.map(({ key, value }) => (
          <label key={key} className="choice">
            <input
              type="radio"
              name={`${id}-organization`}
              checked={now === key}
              onChange={() => onChange({ organization: value })}
            />
            <span>{t(`organization.${key}` satisfies SettingsKey)}</span>
          </label>
        ))}
        {organization.kind === 'move' && <p className="caption">{t('organization.undo')}</p>}
      </fieldset>
    </>
  );
}
