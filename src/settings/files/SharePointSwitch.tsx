import { useState } from 'react';
import type { SharePointState } from '../../../contract/links.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/files-text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { Lacks } from '../Lacks.js';
import { useSettings } from '../settings.js';
import { useKind } from '../use-kind.js';

const key = 'sharepoint';

/** Whether people of the organisation may choose documents of SharePoint (M52). It is saved as it is switched; links that were made stay. */
export function SharePointSwitch() {
  const { api, cache, identity } = useSettings();
  const { lacks } = useKind();
  const { data, error, reload } = useQuery<SharePointState>(cache, key, (signal) =>
    api.call('GET /sharepoint', {}, { signal }),
  );
  const [failure, setFailure] = useState<PaneError>();
  const [isBusy, setIsBusy] = useState(false);
  const switchTo = async (isOn: boolean) => {
    setIsBusy(true);
    setFailure(undefined);
    try {
      cache.write(key, await api.call('PUT /sharepoint', { body: { isOn } }));
      announce(`${t('sites.switch')}: ${t(isOn ? 'sites.switch.on' : 'sites.switch.off')}`);
    } catch (thrown) {
      setFailure(sortError(thrown));
    } finally {
      setIsBusy(false);
    }
  };
  const problem = failure ?? error;
  if (lacks.some((it) => it.feature === 'sites'))
    return (
      <section className="card" aria-labelledby="sharepoint-switch">
        <h2 id="sharepoint-switch">{t('sites.switch')}</h2>
        <Lacks of={['sites']} />
      </section>
    );
  return (
    <section className="card" aria-labelledby="sharepoint-switch">
      <h2 id="sharepoint-switch">{t('sites.switch')}</h2>
      {problem && <ProblemBanner error={problem} doing="settings" identity={identity} onRetry={() => void reload()} />}
      <label className="choice">
        <input
          type="checkbox"
          role="switch"
          checked={data?.isOn ?? false}
          disabled={!data?.mayChange || isBusy}
          onChange={(event) => void switchTo(event.target.checked)}
        />
        <span className="choice-text">
          <span>{t('sites.switch.label')}</span>
          <span className="caption">{t('sites.switch.why')}</span>
          {data && !data.mayChange && <span className="caption">{t('sites.switch.notAdmin')}</span>}
        </span>
      </label>
      {data?.allowUrl && (
        <div className="row">
          <p className="caption">{t('sites.notAllowed.body')}</p>
          <a className="button" href={data.allowUrl} target="_blank" rel="noopener noreferrer">
            {t('allow')}
          </a>
          <Button icon="retry" onClick={() => void reload()}>
            {t('refresh')}
          </Button>
        </div>
      )}
    </section>
  );
}
