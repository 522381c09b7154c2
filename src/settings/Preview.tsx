import { useEffect, useRef, useState } from 'react';
import type { Mailbox, MailSettings, SavedSettings } from '../../contract/connection.js';
import type { Preview } from '../../contract/preview.js';
import { sortError, type PaneError } from '../api/errors.js';
import { useQuery } from '../api/query.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t } from '../text/settings-text.js';
import { formatCount } from '../text/text.js';
import { announce } from '../ui/announce.js';
import { Banner } from '../ui/Banner.js';
import { Button } from '../ui/Button.js';
import { draftKey, settingsKey, tidy } from './draft.js';
import { Skeleton } from './Frame.js';
import { hrefs } from './place.js';
import { PreviewResult } from './PreviewResult.js';
import { useSettings } from './settings.js';
import { useSave } from './use-save.js';

const againMs = 700;

/** Look before you enable: what the choice would bring, and the way on or back. Nothing is kept of what is read for it. */
export function PreviewView({ mailbox, onSaved }: { mailbox: Mailbox; onSaved(): Promise<void> }) {
  const { api, cache, identity } = useSettings();
  const saved = useQuery<SavedSettings>(cache, settingsKey(mailbox.id), (signal) =>
    api.call('GET /mailboxes/:mailbox/settings', { params: { mailbox: mailbox.id } }, { signal, timeoutMs: 40_000 }),
  );
  if (!saved.data)
    return saved.error ? (
      <ProblemBanner error={saved.error} doing="settings" identity={identity} onRetry={() => void saved.reload()} />
    ) : (
      <Skeleton />
    );
  const settings = tidy(cache.read<MailSettings>(draftKey(mailbox.id)) ?? saved.data.settings);
  return <DryRun mailbox={mailbox} settings={settings} version={saved.data.version} onSaved={onSaved} />;
}

interface Props {
  mailbox: Mailbox;
  settings: MailSettings;
  version: number;
  onSaved(): Promise<void>;
}
function DryRun({ mailbox, settings, version, onSaved }: Props) {
  const { api, identity } = useSettings();
  const [preview, setPreview] = useState<Preview>();
  const [error, setError] = useState<PaneError>();
  const [attempt, setAttempt] = useState(0);
  const wish = useRef(settings);
  const save = useSave(mailbox, version, onSaved);
  useEffect(() => {
    const end = new AbortController();
    const { signal } = end;
    const run = async () => {
      const params = { mailbox: mailbox.id };
      let now = await api.call(
        'POST /mailboxes/:mailbox/preview',
        { params, body: { settings: wish.current } },
        { signal },
      );
      setPreview(now);
      while (now.state === 'running') {
        await new Promise((resolve) => setTimeout(resolve, againMs));
        if (signal.aborted) return;
        now = await api.call('GET /previews/:preview', { params: { preview: now.id } }, { signal });
        setPreview(now);
      }
      if (now.result)
        announce(t('preview.announce', { count: now.result.linked, number: formatCount(now.result.linked) }));
    };
    run().catch((thrown: unknown) => {
      if (!signal.aborted) setError(sortError(thrown));
    });
    return () => end.abort();
  }, [api, mailbox.id, attempt]);

  const again = () => {
    setError(undefined);
    setPreview(undefined);
    setAttempt((n) => n + 1);
  };
  const cancel = async () => {
    if (!preview) return;
    try {
      setPreview(await api.call('POST /previews/:preview/cancel', { params: { preview: preview.id }, body: {} }));
    } catch (thrown) {
      setError(sortError(thrown));
    }
  };
  const back = (
    <a className="button" href={hrefs.mailbox(mailbox.id)}>
      {t('preview.back')}
    </a>
  );
  if (error)
    return (
      <>
        <ProblemBanner error={error} doing="settings" identity={identity} onRetry={again} />
        <div className="row">{back}</div>
      </>
    );
  if (!preview || preview.state === 'running') {
    const { read = 0, expected = 0 } = preview ?? {};
    return (
      <section className="card" aria-labelledby="preview" aria-busy="true">
        <h2 id="preview">{t('preview.running')}</h2>
        <p className="caption">{t('save.preview.note')}</p>
        <progress
          className="bar"
          max={Math.max(expected, 1)}
          value={Math.min(read, Math.max(expected, 1))}
          aria-label={t('preview.running')}
        />
        <p>{t('progress.of', { seen: formatCount(read), expected: formatCount(expected) })}</p>
        <div className="row">
          <Button onClick={() => void cancel()} disabled={!preview}>
            {t('preview.cancel')}
          </Button>
        </div>
      </section>
    );
  }
  if (preview.state !== 'done' || !preview.result)
    return (
      <>
        <Banner
          tone={preview.state === 'failed' ? 'warning' : 'info'}
          title={t(preview.state === 'failed' ? 'preview.failed' : 'preview.cancelled')}
          reference={preview.problem?.reference}
          actions={
            <>
              <Button onClick={again}>{t('preview.again')}</Button>
              {back}
            </>
          }
        >
          {preview.problem?.sentence}
        </Banner>
      </>
    );
  return (
    <>
      <PreviewResult result={preview.result} visibility={settings.visibility} />
      {save.error && (
        <ProblemBanner error={save.error} doing="save" identity={identity} onRetry={() => void save.save(settings)} />
      )}
      <div className="save-bar">
        <Button look="primary" isBusy={save.isSaving} onClick={() => void save.save(settings)}>
          {t(mailbox.isConfigured ? 'save.again' : 'save')}
        </Button>
        {back}
      </div>
    </>
  );
}
