import { Fragment, useEffect, useState, type ReactNode } from 'react';
import type { Mailbox } from '../../contract/connection.js';
import type { Answer } from '../api/query.js';
import { isAboutSignIn } from '../components/describe-problem.js';
import { ProblemBanner, SignInProblem } from '../components/ProblemBanner.js';
import { t as tPage } from '../text/text.js';
import { t as reviewText } from '../text/review-text.js';
import { t as tAccess } from '../text/access-text.js';
import { t as tAdmin } from '../text/admin-text.js';
import { t as tCalendar } from '../text/calendar-text.js';
import { t } from '../text/settings-text.js';
import { Button } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';
import { hrefs, type Place } from './place.js';
import { useSettings, type Connection } from './settings.js';

interface Props {
  connection: Answer<Connection>;
  place: Place;
  mailbox: Mailbox | undefined;
  children(data: Connection): ReactNode;
}

/** The bar above, where one is, and what is shown until the first answer came or when none can come. */
export function Frame({ connection, place, mailbox, children }: Props) {
  const { identity, cache } = useSettings();
  const { data, error, reload } = connection;
  const problem = error;
  const trail = trailOf(place, mailbox);
  const here = trail.at(-1)?.name ?? t('title');
  useEffect(() => {
    document.title = `${here} – ${t('title')} – ${tPage('app.name')}`;
  }, [here]);

  const body = () => {
    if (data) return children(data);
    if (problem && isAboutSignIn(problem))
      return (
        <SignInProblem error={problem} identity={identity} onDone={() => void reload()}>
          <Icon name="lock" className="empty-icon" />
          <h1>{t('signedOut')}</h1>
          <p>{t('signedOut.text')}</p>
        </SignInProblem>
      );
    return problem ? null : <Skeleton />;
  };
  return (
    <div aria-busy={connection.isLoading && !data ? true : undefined}>
      <header className="page-bar">
        <a className="wordmark" href={hrefs.integrations}>
          {tPage('app.name')}
        </a>
        {data && <span className="page-person">{data.account.name}</span>}
        {data && (
          <Button
            look="subtle"
            onClick={() => {
              void identity.signOut().then(() => {
                cache.clear();
                return reload();
              });
            }}
          >
            {tPage('menu.signOut')}
          </Button>
        )}
      </header>
      <main className="page-main">
        {data && (
          <nav className="trail" aria-label={t('nav.label')}>
            <ol>
              {trail.map(({ name, href }, at) => (
                <Fragment key={name}>
                  <li>
                    {href && at < trail.length - 1 ? (
                      <a href={href}>{name}</a>
                    ) : (
                      <span aria-current="page">{name}</span>
                    )}
                  </li>
                </Fragment>
              ))}
            </ol>
          </nav>
        )}
        {problem && !isAboutSignIn(problem) && (
          <ProblemBanner error={problem} doing="settings" identity={identity} onRetry={() => void reload()} />
        )}
        {body()}
      </main>
    </div>
  );
}

/** Of the size of what comes; a word after eight seconds. */
export function Skeleton() {
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setIsLong(true), 8_000);
    return () => clearTimeout(timer);
  }, []);
  return (
    <>
      <p className={isLong ? 'caption' : 'visually-hidden'} role="status">
        {t(isLong ? 'loadingLong' : 'loading')}
      </p>
      <div className="bone bone-title" />
      <div className="bone bone-entry" />
      <div className="bone bone-entry" />
    </>
  );
}

function trailOf(place: Place, mailbox: Mailbox | undefined): { name: string; href?: string }[] {
  const top = [{ name: t('title') }, { name: t('integrations'), href: hrefs.integrations }];
  const microsoft = { name: 'Microsoft', href: hrefs.microsoft };
  const oneDrive = { name: t('files.title'), href: hrefs.oneDrive };
  if (place.kind === 'access') return [...top, oneDrive, { name: tAccess('settings.title') }];
  if (place.kind === 'oneDrive')
    return [
      ...top,
      oneDrive,
      ...(place.view === 'folders' ? [{ name: t('files.tab.folders'), href: hrefs.folders }] : []),
      ...(place.run ? [{ name: t('runs.report') }] : []),
    ];
  if (place.kind === 'admin') return [...top, { name: tAdmin('title') }];
  if (place.kind === 'leave') return [...top, microsoft, { name: tAdmin('leave.title') }];
  if (place.kind === 'whatWorks') return [...top, { name: t('works.title') }];
  if (place.kind === 'review') return [...top, microsoft, { name: reviewText('title') }];
  if (place.kind === 'microsoft') return [...top, microsoft];
  if (place.kind === 'calendar') return [...top, { name: tCalendar('set.title') }];
  if (place.kind === 'mailbox') return [...top, microsoft, { name: mailbox?.address ?? t('notFound') }];
  return top;
}
