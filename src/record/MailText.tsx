import { useRef, useState } from 'react';
import type { MailBody } from '../../contract/api.js';
import type { Api } from '../api/client.js';
import type { Identity } from '../api/identity.js';
import { QueryCache, useQuery } from '../api/query.js';
import { ProblemBanner } from '../components/ProblemBanner.js';
import { t as tFiles } from '../text/files-text.js';
import { t } from '../text/record-text.js';
import { Button } from '../ui/Button.js';
import { KeepAttachments } from './KeepAttachments.js';
import { MailAttachment } from './MailAttachment.js';
import { LinkOut } from '../ui/LinkOut.js';

interface Props {
  record: { module: string; id: string };
  entry: string;
  api: Api;
  identity: Identity;
  /** Attachments went to the folder: what is on the record is another. */
  onKept(): void;
}
const lowest = 80;
const highest = 20_000;

/** The text of a mail, asked for each time it is opened, in a frame that runs no script and loads nothing until it is asked to. */
export function MailText({ record, entry, api, identity, onKept }: Props) {
  const [cache] = useState(() => new QueryCache(1)); // ends with this view: nobody else on this machine finds it
  const body = useQuery<MailBody>(cache, entry, (signal) =>
    api.call('POST /mail/body', { body: { record, entry } }, { signal, timeoutMs: 40_000 }),
  );
  const [pictures, setPictures] = useState(false);
  const [isKeeping, setIsKeeping] = useState(false);
  const frame = useRef<HTMLIFrameElement>(null);
  if (body.error)
    return <ProblemBanner error={body.error} doing="record" identity={identity} onRetry={() => void body.reload()} />;
  if (!body.data)
    return (
      <p className="caption" role="status">
        {t('text.loading')}
      </p>
    );
  const { html, hasRemotePictures, attachments, webLink } = body.data;
  return (
    <div className="mail-text">
      {hasRemotePictures && !pictures && (
        <div className="mail-pictures">
          <span className="caption">{t('text.pictures')}</span>
          <Button className="small" onClick={() => setPictures(true)}>
            {t('text.showPictures')}
          </Button>
        </div>
      )}
      <iframe
        key={String(pictures)}
        ref={frame}
        title={t('text.title')}
        className="mail-frame"
        sandbox="allow-same-origin allow-popups allow-popups-to-escape-sandbox"
        referrerPolicy="no-referrer"
        srcDoc={page(pictures ? html : withoutRemote(html), pictures)}
        onLoad={() => {
          const root = frame.current?.contentDocument?.documentElement;
          if (root && frame.current)
            frame.current.style.height = `${Math.min(highest, Math.max(lowest, root.scrollHeight + 4))}px`;
        }}
      />
      {attachments.length > 0 && (
        <ul className="mail-attachments" aria-label={t('text.attachments')}>
          {attachments.map((it) => (
            <MailAttachment key={it.id} {...{ record, entry, api, identity }} attachment={it} />
          ))}
        </ul>
      )}
      {attachments.length > 0 && (
        <p>
          <Button icon="folder" onClick={() => setIsKeeping(true)}>
            {tFiles('keep.open')}
          </Button>
        </p>
      )}
      {isKeeping && (
        <KeepAttachments
          {...{ record, entry, attachments, api, identity }}
          onClose={() => setIsKeeping(false)}
          onKept={() => {
            setIsKeeping(false);
            onKept();
          }}
        />
      )}
      {webLink && <LinkOut href={webLink}>{t('text.inOutlook')}</LinkOut>}
    </div>
  );
}

/** The server writes each tag the same way. The frame's policy keeps remote pictures out as well; so they are not even tried. */
const withoutRemote = (html: string): string => html.replace(/(<img\b[^>]*?\s)src="https:[^"]*"/gi, '$1');

/** Mail is written for white paper, so it is shown on it in every theme. */
const page = (html: string, pictures: boolean): string =>
  `<!doctype html><html><head><meta charset="utf-8"><meta http-equiv="content-security-policy" content="default-src 'none'; img-src data:${pictures ? ' https:' : ''}; style-src 'unsafe-inline'"><meta name="referrer" content="no-referrer"></head><body style="margin:12px;font-family:'Segoe UI',sans-serif;font-size:14px;color:#242424;background:#fff;overflow-wrap:anywhere">${html}</body></html>`;
