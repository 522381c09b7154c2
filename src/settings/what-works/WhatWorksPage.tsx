import { useState } from 'react';
import type { Reply } from '../../../contract/api.js';
import type { Capability, WhatWorks } from '../../../contract/what-works.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t as tSettings } from '../../text/settings-text.js';
import { t, type WhatWorksKey } from '../../text/what-works-text.js';
import { Button } from '../../ui/Button.js';
import { Skeleton } from '../Frame.js';
import { useSettings } from '../settings.js';
import { RemedyLine } from './RemedyLine.js';
import { WhereThingsAre } from './WhereThingsAre.js';
import './what-works.css';

const groups: [string, Capability[]][] = [
  ['mail', ['filing', 'mailSync', 'sending', 'sharedMailboxes', 'tracking']],
  ['calendar', ['calendar', 'schedules', 'teams', 'rooms']],
  ['files', ['attachments', 'sharePoint', 'recordFolders', 'folderAccess']],
  ['coherence', ['coherence', 'search', 'changes', 'createRecords', 'timeline', 'contacts', 'directory', 'signInLog']],
];
const states = ['works', 'limited', 'off'] as const;
const looks = { works: 'pill-good', limited: 'pill-warn', off: '' } as const;

/** What works for this person now, what does not and why, with the way to change it; and where everything is kept (M118). */
export function WhatWorksPage() {
  const { api, cache, identity } = useSettings();
  const { data, error, reload } = useQuery<Reply<'GET /what-works'>>(cache, 'what works', (signal) =>
    api.call('GET /what-works', {}, { signal }),
  );
  const [isLooking, setIsLooking] = useState(false);
  const numbers = states.flatMap((state) => {
    const count = data?.capabilities.filter((it) => it.state === state).length ?? 0;
    return count > 0 ? [t(`count.${state}`, { count })] : [];
  });
  return (
    <>
      <div className="page-head">
        <h1>{tSettings('works.title')}</h1>
        <p className="caption">{t('intro')}</p>
      </div>
      {error && <ProblemBanner error={error} doing="settings" identity={identity} onRetry={() => void reload()} />}
      {!data && !error && <Skeleton />}
      {data && (
        <>
          <div className="row">
            <p role="status">{numbers.join(' · ')}</p>
            <Button
              isBusy={isLooking}
              onClick={() => {
                setIsLooking(true);
                void reload().finally(() => setIsLooking(false));
              }}
            >
              {t('again')}
            </Button>
          </div>
          {groups.map(([group, of]) => (
            <section key={group} className="card" aria-labelledby={`works-${group}`}>
              <h2 id={`works-${group}`}>{t(`group.${group}` as WhatWorksKey)}</h2>
              <ul className="lines works-list">
                {data.capabilities
                  .filter((it) => of.includes(it.capability))
                  .map((it) => (
                    <Line key={it.capability} line={it} isAdministrator={data.isAdministrator} />
                  ))}
              </ul>
            </section>
          ))}
        </>
      )}
      <WhereThingsAre />
    </>
  );
}

function Line({ line, isAdministrator }: { line: WhatWorks; isAdministrator: boolean }) {
  const { capability, state, sentence, remedy } = line;
  const name = t(`of.${capability}` satisfies WhatWorksKey);
  return (
    <li className="line">
      <span className="line-text">
        <span className="line-title">{name}</span>
        <span>{sentence}</span>
        {remedy && <RemedyLine remedy={remedy} name={name} isAdministrator={isAdministrator} />}
      </span>
      <span className={`pill ${looks[state]}`}>{t(`state.${state}` satisfies WhatWorksKey)}</span>
    </li>
  );
}
