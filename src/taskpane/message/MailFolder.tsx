import { useState } from 'react';
import type { Matches, RecordView } from '../../../contract/api.js';
import type { MailPlace } from '../../../contract/mail-place.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { useLookAgain } from '../../api/look-again.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import type { Item } from '../../office/item.js';
import { t } from '../../text/pane-text.js';
import { Button } from '../../ui/Button.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { usePane } from '../pane.js';
import '../mail-folder.css';

const againMs = 1_000;

/** Where the open mail is in Outlook, moving it into the folder of a record it is on, and putting it back (M26). Asked of Microsoft only when it is opened. */
export function MailFolder({ item, matches }: { item: Item; matches: Matches }) {
  const { api, cache, identity, host } = usePane();
  const key = `place ${item.internetMessageId}`;
  const [isOpen, setIsOpen] = useState(() => cache.read(key) !== undefined);
  const [isBusy, setIsBusy] = useState(false);
  const [failure, setFailure] = useState<{ error: PaneError; again: () => void }>();
  const body = { mailbox: host.mailbox.address, messageId: item.id, internetMessageId: item.internetMessageId };
  const { data, error, reload } = useQuery<MailPlace>(cache, isOpen ? key : undefined, (signal) =>
    api.call('POST /mail/place', { body }, { signal }),
  );
  const isOnItsWay = data?.moved?.state === 'moving' || data?.moved?.state === 'going_back';
  useLookAgain(reload, isOnItsWay ? againMs : undefined);

  const records = recordsOf(matches);
  if (records.length === 0) return null;
  async function act(ask: () => Promise<MailPlace>): Promise<void> {
    setFailure(undefined);
    setIsBusy(true);
    try {
      cache.write(key, await ask());
    } catch (thrown) {
      setFailure({ error: sortError(thrown), again: () => void act(ask) });
    } finally {
      setIsBusy(false);
    }
  }
  const move = ({ module, id }: RecordView) =>
    act(() => api.call('POST /mail/place/move', { body: { ...body, record: { module, id } } }));
  const putBack = () => act(() => api.call('POST /mail/place/undo', { body }));
  const shown = failure ?? (error && !data ? { error, again: () => void reload() } : undefined);
  return (
    <section className="mail-folder" aria-label={t('place.title')}>
      <Button look="link" icon="folder" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
        {t('place.title')}
      </Button>
      {isOpen && (
        <div className="receipt">
          <p role="status">{data ? stateOf(data) : shown ? '' : t('place.loading')}</p>
          {shown && <ProblemBanner error={shown.error} doing="file" identity={identity} onRetry={shown.again} />}
          {data && !data.isConnected && (
            <LinkOut href="/settings#/integrations/microsoft">{t('place.settings')}</LinkOut>
          )}
          {data?.isConnected && !isOnItsWay && (
            <div className="mail-folder-actions">
              {data.moved?.state === 'moved' && (
                <Button icon="undo" isBusy={isBusy} onClick={() => void putBack()}>
                  {t('place.undo')}
                </Button>
              )}
              {!data.stays &&
                records
                  .filter((it) => data.moved?.state !== 'moved' || !isSame(it, data.moved.record))
                  .map((it) => (
                    <Button
                      key={`${it.module} ${it.id}`}
                      look="link"
                      icon="folder"
                      isBusy={isBusy}
                      onClick={() => void move(it)}
                    >
                      {t(`place.${data.by}`, { name: it.displayName })}
                    </Button>
                  ))}
            </div>
          )}
          {data?.organization === 'move' && <p className="caption">{t('place.automatic')}</p>}
        </div>
      )}
    </section>
  );
}

/** The records the mail is on, by a click or by rule, each once. */
function recordsOf({ filings, links }: Matches): RecordView[] {
  const all = [...filings.filter((it) => it.state === 'filed'), ...links].map((it) => it.record);
  return all.filter((it, place) => all.findIndex((other) => isSame(it, other)) === place);
}
const isSame = (it: RecordView, other: RecordView | undefined) => it.module === other?.module && it.id === other.id;

/** In one sentence: where it is, why it stays there, or what is under way. */
function stateOf({ isConnected, folder, stays, moved }: MailPlace): string {
  if (!isConnected) return t('place.notConnected');
  if (moved?.state === 'moving' || moved?.state === 'going_back')
    return [t(`place.${moved.state}`), moved.problem].filter(Boolean).join(' ');
  const where = t('place.in', { folder: (folder ?? []).join(' › ') });
  if (stays) return `${where} ${t('place.stays')}`;
  return moved?.state === 'moved' && moved.record
    ? `${where} ${t('place.moved', { name: moved.record.displayName })}`
    : where;
}
