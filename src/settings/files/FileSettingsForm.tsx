import { useEffect, useRef, useState } from 'react';
import type { FileSettings, SavedFileSettings } from '../../../contract/files.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t, type SettingsKey } from '../../text/settings-text.js';
import { announce } from '../../ui/announce.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { useSettings } from '../settings.js';
import { RadioCard } from './RadioCard.js';
import { RootChoice } from './RootChoice.js';
import { TemplateField } from './TemplateField.js';

export const fileSettingsKey = 'file settings';
interface Props {
  saved: SavedFileSettings;
  onStale(): void;
}

/** Where and how files of records are kept (M45). What cannot be saved is said at its field. Only administrators change it; everybody may read it. */
export function FileSettingsForm({ saved, onStale }: Props) {
  const { api, cache, identity } = useSettings();
  const [settings, setSettings] = useState(saved.settings);
  const [isSaving, setIsSaving] = useState(false);
  const [error, setError] = useState<PaneError>();
  const form = useRef<HTMLFormElement>(null);
  const change = (part: Partial<FileSettings>) => {
    setError(undefined);
    setSettings((now) => ({ ...now, ...part }));
  };
  useEffect(() => {
    if (error?.field) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);
  const at = (name: string) => (error?.field?.startsWith(`settings.${name}`) ? error.message : undefined);
  const isLibraryMissing = settings.root.kind === 'library' && !settings.root.driveId;
  const save = async () => {
    setIsSaving(true);
    setError(undefined);
    try {
      const now = await api.call(
        'PUT /files/settings',
        { body: { settings, version: saved.version } },
        { timeoutMs: 40_000 },
      );
      announce(t('files.saved'));
      cache.write<SavedFileSettings>(fileSettingsKey, { ...saved, ...now });
    } catch (thrown) {
      setError(sortError(thrown));
      setIsSaving(false);
    }
  };
  const radios = <K extends 'attachments' | 'clash' | 'sharing'>(name: K, values: FileSettings[K][], text?: string) => (
    <RadioCard
      title={t(`files.${name}.title` as SettingsKey)}
      {...(text ? { text } : {})}
      value={settings[name]}
      options={values.map((value) => ({
        value,
        name: t(`files.${name}.${value}` as SettingsKey),
        ...(`${name}.${value}` === 'sharing.read' || `${name}.${value}` === 'sharing.write'
          ? {}
          : { text: t(`files.${name}.${value}.text` as SettingsKey) }),
      }))}
      onChange={(value) => change({ [name]: value })}
    />
  );
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSaving && !isLibraryMissing) void save();
      }}
    >
      {!saved.mayChange && (
        <Banner tone="info" icon="lock" title={t('files.readOnly')}>
          {t('files.readOnly.text')}
        </Banner>
      )}
      <fieldset className="read-only-part" disabled={!saved.mayChange}>
        <legend className="visually-hidden">{t('files.tab.settings')}</legend>
        <RootChoice saved={saved} root={settings.root} problem={at('root')} onChange={(root) => change({ root })} />
        <TemplateField
          value={settings.template}
          problem={at('template')}
          onChange={(template) => change({ template })}
        />
        {radios('attachments', ['ask', 'always', 'never'])}
        {radios('clash', ['keepBoth', 'replace', 'ask'])}
        {radios('sharing', ['none', 'read', 'write'], t('files.sharing.text'))}
        <Automatic saved={saved} settings={settings} onChange={change} />
        <RadioCard
          title={t('files.deleted.title')}
          value={settings.whenDeleted}
          options={(['recreate', 'ask'] as const).map((value) => ({ value, name: t(`files.deleted.${value}`) }))}
          onChange={(whenDeleted) => change({ whenDeleted })}
        />
      </fieldset>
      {error && !at('root') && !at('template') && (
        <ProblemBanner
          error={error}
          doing="save"
          identity={identity}
          onRetry={error.code === 'conflict' ? onStale : () => void save()}
        />
      )}
      {saved.mayChange && (
        <div className="save-bar">
          <Button look="primary" type="submit" isBusy={isSaving} disabled={isLibraryMissing}>
            {t('files.save')}
          </Button>
          {isLibraryMissing && <span className="field-problem">{t('files.library.missing')}</span>}
        </div>
      )}
    </form>
  );
}

interface AutomaticProps {
  saved: SavedFileSettings;
  settings: FileSettings;
  onChange(part: Partial<FileSettings>): void;
}
function Automatic({ saved, settings: { autoModules, renameWithRecord }, onChange }: AutomaticProps) {
  return (
    <fieldset className="card choices">
      <legend>
        <h2>{t('files.folders.title')}</h2>
      </legend>
      <p className="caption">{t('files.folders.text')}</p>
      {saved.modules.map(({ slug, plural }) => (
        <label key={slug} className="choice">
          <input
            type="checkbox"
            checked={autoModules.includes(slug)}
            onChange={(event) =>
              onChange({
                autoModules: event.target.checked ? [...autoModules, slug] : autoModules.filter((it) => it !== slug),
              })
            }
          />
          <span>{plural}</span>
        </label>
      ))}
      <label className="choice separate">
        <input
          type="checkbox"
          checked={renameWithRecord}
          onChange={(event) => onChange({ renameWithRecord: event.target.checked })}
        />
        <span className="choice-text">
          <span>{t('files.rename')}</span>
          <span className="caption">{t('files.rename.text')}</span>
        </span>
      </label>
    </fieldset>
  );
}
