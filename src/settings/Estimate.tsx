import { useEffect, useState } from 'react';
import type { Reply } from '../../contract/api.js';
import type { MailSettings } from '../../contract/connection.js';
import { useQuery } from '../api/query.js';
import { t } from '../text/settings-text.js';
import { formatCount, formatDate } from '../text/text.js';
import { Spinner } from '../ui/Spinner.js';
import { useSettings } from './settings.js';

interface Props {
  mailboxId: string;
  range: MailSettings['range'];
  folders: MailSettings['folders'];
  isWidening: boolean;
}
const afterTypingMs = 500;
type Counted = Reply<'POST /mailboxes/:mailbox/estimate'>;

/** About how much will be read, before anything is saved; counted anew when the choice stays for a moment. */
export function Estimate({ mailboxId, range, folders, isWidening }: Props) {
  const { api, cache } = useSettings();
  const wish = JSON.stringify({ range, folders });
  const [asked, setAsked] = useState(wish);
  useEffect(() => {
    const timer = setTimeout(() => setAsked(wish), afterTypingMs);
    return () => clearTimeout(timer);
  }, [wish]);
  const isPossible = folders.length > 0 && (range.kind !== 'custom' || range.from !== '');
  const body = JSON.parse(asked) as Pick<MailSettings, 'range' | 'folders'>;
  const answer = useQuery<Counted>(cache, isPossible ? `estimate ${mailboxId} ${asked}` : undefined, (signal) =>
    api.call(
      'POST /mailboxes/:mailbox/estimate',
      { params: { mailbox: mailboxId }, body },
      { signal, timeoutMs: 60_000 },
    ),
  );
  if (!isPossible) return null;
  const isBusy = wish !== asked || (answer.isLoading && !answer.data);
  const { data, error } = answer;
  // A range that cannot be is said at its field when it is saved; here it is only silence.
  if (error && !isBusy) return error.field ? null : <p className="estimate caption">{t('estimate.failed')}</p>;
  return (
    <p className="estimate" role="status">
      {isBusy || !data ? (
        <>
          <Spinner /> {t('estimate.busy')}
        </>
      ) : (
        `${t(data.isUpperBound ? 'estimate.upTo' : 'estimate', {
          count: data.messages,
          number: formatCount(data.messages),
          date: formatDate(data.fromDateTime),
        })}.${isWidening ? ` ${t('estimate.widens')}` : ''}`
      )}
    </p>
  );
}
