import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/settings-text.js';
import { Button } from '../../ui/Button.js';
import { useSettings } from '../settings.js';
import { useConnect } from '../use-connect.js';

/** Words first, then Microsoft's page, which asks for files and nothing else (M44). */
export function AllowFiles() {
  const { identity } = useSettings();
  const connect = useConnect();
  return (
    <>
      {connect.error && (
        <ProblemBanner error={connect.error} doing="connect" identity={identity} onRetry={connect.again} />
      )}
      <section className="card" aria-labelledby="allow-files">
        <h2 id="allow-files">{t('files.allow.title')}</h2>
        <p>{t('files.allow.text')}</p>
        <p className="caption">{t('files.allow.asks')}</p>
        <div className="row">
          <Button
            look="primary"
            isBusy={connect.isLeaving}
            onClick={() => connect.go({ permissions: ['files'], isAnother: false, chooseAccount: false })}
          >
            {t(connect.isLeaving ? 'connect.leaving' : 'files.allow.button')}
          </Button>
        </div>
      </section>
    </>
  );
}
