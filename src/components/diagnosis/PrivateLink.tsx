import { useEffect, useState } from 'react';
import { createApi } from '../../api/client.js';
import { t } from '../../text/diagnosis-text.js';
import { CopyText } from './CopyText.js';

/** A link for a private window, made when it is asked for: it works once, for ten minutes (M66). */
export function PrivateLink() {
  const [link, setLink] = useState<string>();
  const [isFailed, setIsFailed] = useState(false);
  useEffect(() => {
    const controller = new AbortController();
    const api = createApi({ token: () => Promise.resolve('') }); // nobody is signed in here
    api.call('POST /sign-in/links', { body: {} }, { signal: controller.signal }).then(
      ({ url }) => setLink(url),
      () => setIsFailed(!controller.signal.aborted),
    );
    return () => controller.abort();
  }, []);
  if (isFailed) return <p className="caption">{t('link.failed', { url: `${window.location.origin}/settings` })}</p>;
  return (
    <>
      <CopyText text={link ?? '…'} label={t('link.label')} rows={2} />
      <p className="caption">{t('link.note')}</p>
    </>
  );
}
