import { lazy, Suspense, useEffect, useState } from 'react';
import type { Me, Reply } from '../../contract/api.js';
import type { Api } from '../api/client.js';
import type { Identity } from '../api/identity.js';
import { useQuery, type QueryCache } from '../api/query.js';
import { isAboutSignIn } from '../components/describe-problem.js';
import { moduleIcon } from '../components/module-icon.js';
import { ProblemBanner, SignInProblem } from '../components/ProblemBanner.js';
import { t as filesText } from '../text/files-text.js';
import { t as words } from '../text/record-text.js';
import { t } from '../text/text.js';
import { Button } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';
import { LinkOut } from '../ui/LinkOut.js';
import { Tabs } from '../ui/Tabs.js';
import { Message } from './Message.js';
import { NotHere } from './NotHere.js';
import type { Place } from './place.js';
import { Timeline } from './Timeline.js';

const tabs = ['mail', 'meetings', 'files'] as const;
type Tab = (typeof tabs)[number];
const tabOf = (hash: string): Tab => tabs.find((it) => `#${it}` === hash) ?? 'mail';
const MeetingLog = lazy(async () => ({ default: (await import('./meetings/MeetingLog.js')).MeetingLog }));
const MeetingsTab = lazy(async () => ({ default: (await import('./MeetingsTab.js')).MeetingsTab }));
const BookingPanel = lazy(async () => ({ default: (await import('./booking/BookingPanel.js')).BookingPanel }));
const FilesTab = lazy(async () => ({ default: (await import('./files/FilesTab.js')).FilesTab }));

interface Props {
  place: Extract<Place, { kind: 'record' }>;
  identity: Identity;
  api: Api;
  cache: QueryCache;
}

/** A record: what it is, and everything that was put on it. */
export function RecordPage({ place: { module, id }, identity, api, cache }: Props) {
  const record = useQuery<Reply<'GET /records/:module/:id'>>(cache, 'record', (signal) =>
    api.call('GET /records/:module/:id', { params: { module, id } }, { signal }),
  );
  const me = useQuery<Me>(cache, record.data ? 'me' : undefined, (signal) => api.call('GET /me', {}, { signal }));
  const ofModule = me.data?.modules.find((it) => it.slug === module);
  const [tab, setTab] = useState(() => tabOf(location.hash));
  const { data, error } = record;
  useEffect(() => {
    if (data) document.title = `${data.record.displayName} – ${t('app.name')}`;
  }, [data]);

  const problem = error;
  if (!data && problem && isAboutSignIn(problem)) {
    return (
      <Message kind="signIn">
        <SignInProblem error={problem} identity={identity} onDone={() => void record.reload()}>
          {null}
        </SignInProblem>
      </Message>
    );
  }
  if (!data && error?.code === 'not_found') return <Message kind="notFound" />;
  return (
    <div className="record-page" aria-busy={record.isLoading && !data ? true : undefined}>
      <header className="record-bar">
        <span className="wordmark">{t('app.name')}</span>
        {me.data && <span className="record-person">{me.data.user.name}</span>}
        {data && (
          <Button
            look="subtle"
            onClick={() => {
              void identity.signOut().then(() => {
                cache.clear();
                return record.reload();
              });
            }}
          >
            {words('record.signOut')}
          </Button>
        )}
      </header>
      <main className="record-main">
        {error && !isAboutSignIn(error) && (
          <ProblemBanner
            error={error}
            doing="record"
            identity={identity}
            onRetry={() => {
              void record.reload();
            }}
          />
        )}
        {!data && !error && (
          <>
            <p className="visually-hidden" role="status">
              {words('record.skeleton')}
            </p>
            <div className="bone bone-title" />
            <div className="bone bone-line" />
            <div className="bone bone-entry" />
            <div className="bone bone-entry" />
          </>
        )}
        {data && (
          <>
            <div className="record-head">
              <span className="record-sign">
                <Icon name={moduleIcon(`${data.record.module} ${data.record.moduleName}`)} />
              </span>
              <div>
                <p className="caption">{data.record.moduleName}</p>
                <h1>{data.record.displayName}</h1>
              </div>
              <div className="record-links">
                {data.record.coherenceUrl && (
                  <LinkOut href={data.record.coherenceUrl}>{words('record.openInCoherence')}</LinkOut>
                )}
                {data.folderUrl && <LinkOut href={data.folderUrl}>{words('record.folder')}</LinkOut>}
              </div>
            </div>
            <div className="record-columns">
              <div className="record-panels">
                <div className="record-above-tabs">
                  {!ofModule?.notHere?.includes('meetings') && (
                    <Suspense fallback={<div className="bone bone-button" />}>
                      <BookingPanel record={data.record} api={api} cache={cache} identity={identity} />
                    </Suspense>
                  )}
                </div>
                <Tabs
                  label={filesText('tabs.label')}
                  tabs={tabs.map((key) => ({ key, name: filesText(`tabs.${key}`) }))}
                  chosen={tab}
                  onChoose={(key) => {
                    setTab(key);
                    history.replaceState(null, '', key === 'mail' ? location.pathname : `#${key}`);
                  }}
                >
                  {ofModule?.notHere?.includes(tab) ? (
                    <NotHere what={tab} module={ofModule} />
                  ) : tab === 'mail' ? (
                    <section aria-labelledby="timeline-title">
                      <h2 id="timeline-title">{words('record.timeline')}</h2>
                      <Timeline module={module} id={id} api={api} cache={cache} identity={identity} />
                    </section>
                  ) : tab === 'meetings' ? (
                    <Suspense fallback={<div className="bone bone-entry" />}>
                      <MeetingsTab
                        record={{ module, id }}
                        people={data.fields.map((it) => it.value).filter((it) => /^[^\s@]+@[^\s@]+\.[^\s@]+$/.test(it))}
                        api={api}
                        cache={cache}
                        identity={identity}
                      />
                      <MeetingLog module={module} id={id} api={api} cache={cache} identity={identity} />
                    </Suspense>
                  ) : (
                    <Suspense fallback={<div className="bone bone-entry" />}>
                      <FilesTab
                        record={{ module, id, name: data.record.displayName, url: data.record.url }}
                        api={api}
                        cache={cache}
                        identity={identity}
                      />
                    </Suspense>
                  )}
                </Tabs>
              </div>
              <aside aria-labelledby="details-title">
                <h2 id="details-title">{words('record.fields')}</h2>
                {data.fields.length === 0 ? (
                  <p className="caption">{data.notice ?? words('record.noFields')}</p>
                ) : (
                  <dl className="details">
                    {data.fields.map((it) => (
                      <div key={it.label}>
                        <dt>{it.label}</dt>
                        <dd>{it.value}</dd>
                      </div>
                    ))}
                  </dl>
                )}
              </aside>
            </div>
          </>
        )}
      </main>
    </div>
  );
}
