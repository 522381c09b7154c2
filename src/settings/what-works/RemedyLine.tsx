import type { WhatWorks } from '../../../contract/what-works.js';
import { t, type WhatWorksKey } from '../../text/what-works-text.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { hrefs } from '../place.js';

type Remedy = NonNullable<WhatWorks['remedy']>;
const places: Record<NonNullable<Remedy['place']>, (remedy: Remedy) => string> = {
  microsoft: () => hrefs.microsoft,
  mailbox: ({ mailbox }) => (mailbox ? hrefs.mailbox(mailbox) : hrefs.microsoft),
  calendar: () => hrefs.calendar,
  oneDrive: () => hrefs.oneDrive,
  access: () => hrefs.access('teams'),
  policy: () => hrefs.admin('policy'),
  coherence: () => hrefs.admin('coherence'),
  audit: () => hrefs.admin('audit'),
};

/** Where it is changed, for whoever can; for anybody else, who can. */
export function RemedyLine({
  remedy,
  name,
  isAdministrator,
}: {
  remedy: Remedy;
  name: string;
  isAdministrator: boolean;
}) {
  const { by, place, url } = remedy;
  // On the page of Microsoft 365 somebody who is no administrator finds what to send to one.
  if (by === 'administrator' && !isAdministrator && place !== 'microsoft')
    return <span className="caption">{t('remedy.administrator')}</span>;
  const action = t(url ? 'remedy.allow' : (`remedy.${place ?? 'microsoft'}` satisfies WhatWorksKey));
  const label = t('remedy.of', { action, name });
  return (
    <span className="caption works-remedy">
      {by === 'administrator' && !isAdministrator && <span>{t('remedy.administrator')} </span>}
      {url ? (
        <LinkOut href={url} label={label}>
          {action}
        </LinkOut>
      ) : (
        <a className="link" href={places[place ?? 'microsoft'](remedy)} aria-label={label}>
          {action}
        </a>
      )}
    </span>
  );
}
