import { useEffect, useRef, useState } from 'react';
import type { Mailbox, MailSettings, SavedSettings } from '../../contract/connection.js';
import { useQuery } from '../api/query.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t } from '../text/settings-text.js';
import { formatList } from '../text/text.js';
import { Banner } from '../ui/Banner.js';
import { Button } from '../ui/Button.js';
import { Choices } from './Choices.js';
import { draftKey, settingsKey } from './draft.js';
import { Estimate } from './Estimate.js';
import { FolderTree } from './FolderTree.js';
import { Skeleton } from './Frame.js';
import { Organised } from './Organised.js';
import { hrefs } from './place.js';
import { RangeChoice } from './RangeChoice.js';
import { Rules } from './Rules.js';
import { useSettings } from './settings.js';
import { useSave } from './use-save.js';

interface Props {
  mailbox: Mailbox;
  onSaved(): Promise<void>;
}

/** What is followed in a mailbox. What was chosen and not yet saved stays while one looks at it first (`draft`). */
export function SettingsForm({ mailbox, onSaved }: Props) {
  const { api, cache, identity } = useSettings();
  const answer = useQuery<SavedSettings>(cache, settingsKey(mailbox.id), (signal) =>
    api.call('GET /mailboxes/:mailbox/settings', { params: { mailbox: mailbox.id } }, { signal, timeoutMs: 40_000 }),
  );
  if (!answer.data)
    return answer.error ? (
      <ProblemBanner error={answer.error} doing="settings" identity={identity} onRetry={() => void answer.reload()} />
    ) : (
      <Skeleton />
    );
  const showSaved = () => {
    cache.write(draftKey(mailbox.id), undefined);
    void answer.reload();
  };
  return <Form key={answer.data.version} saved={answer.data} onSaved={onSaved} onStale={showSaved} />;
}

interface FormProps {
  saved: SavedSettings;
  onSaved(): Promise<void>;
  onStale(): void;
}

function Form({ saved, onSaved, onStale }: FormProps) {
  const { cache, identity } = useSettings();
  const { mailbox, version, goneFolders } = saved;
  const [settings, setSettings] = useState<MailSettings>(
    () => cache.read<MailSettings>(draftKey(mailbox.id)) ?? withoutGone(saved),
  );
  const { isSaving, error, save, forgetError } = useSave(mailbox, version, onSaved);
  const form = useRef<HTMLFormElement>(null);
  const change = (part: Partial<MailSettings>) => {
    forgetError();
    setSettings((now) => ({ ...now, ...part }));
  };
  useEffect(() => {
    cache.write(draftKey(mailbox.id), settings);
  }, [cache, mailbox.id, settings]);
  useEffect(() => {
    if (error?.field) form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
  }, [error]);

  const field = error?.field?.replace(/^settings\./, '') ?? '';
  const at = (name: string) => (error && field.startsWith(name) ? error.message : undefined);
  const isAtField = ['range', 'folders', 'rules'].some((name) => field.startsWith(name));
  return (
    <form
      ref={form}
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        if (!isSaving) void save(settings);
      }}
    >
      {goneFolders.length > 0 && <Banner tone="info" title={t('folders.gone', { names: formatList(goneFolders) })} />}
      <RangeChoice
        range={settings.range}
        timeZone={mailbox.timeZone}
        problem={error && field.startsWith('range') ? { field, message: error.message } : undefined}
        onChange={(range) => change({ range })}
      >
        <Estimate mailboxId={mailbox.id} range={settings.range} folders={settings.folders} isWidening={version > 0} />
      </RangeChoice>
      <FolderTree
        mailboxId={mailbox.id}
        chosen={settings.folders}
        problem={at('folders') ?? (settings.folders.length === 0 ? t('folders.atLeastOne') : undefined)}
        onChange={(folders) => change({ folders })}
      />
      <Rules rules={settings.rules} problem={at('rules')} onChange={(rules) => change({ rules })} />
      <Choices settings={settings} onChange={change} />
      {mailbox.isConfigured && <Organised mailbox={mailbox} />}
      {error && !isAtField && (
        <ProblemBanner
          error={error}
          doing="save"
          identity={identity}
          onRetry={() => void (error.code === 'conflict' ? onStale() : save(settings))}
        />
      )}
      <div className="save-bar">
        <Button type="submit" look="primary" isBusy={isSaving} disabled={settings.folders.length === 0}>
          {t(mailbox.isConfigured ? 'save.again' : 'save')}
        </Button>
        {settings.folders.length > 0 && (
          <a className="button" href={hrefs.mailbox(mailbox.id, 'preview')}>
            {t('save.preview')}
          </a>
        )}
        {error && isAtField && (
          <p className="field-problem" role="alert">
            {error.message}
          </p>
        )}
      </div>
    </form>
  );
}

/** Folders that are gone can no longer be saved; they were named once above. */
function withoutGone({ settings, folderNames, goneFolders }: SavedSettings): MailSettings {
  if (goneFolders.length === 0) return settings;
  return { ...settings, folders: settings.folders.filter((it) => !goneFolders.includes(folderNames[it.id] ?? '')) };
}
