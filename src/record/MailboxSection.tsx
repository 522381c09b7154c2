import type { RecordRef } from '../../contract/api.js';
import type { Api } from '../api/client.js';
import type { Identity } from '../api/identity.js';
import type { QueryCache } from '../api/query.js';
import { MailboxHits } from '../components/MailboxHits.js';
import { t } from '../text/mailbox-text.js';
import { Button } from '../ui/Button.js';

interface Props {
  record: RecordRef;
  search: string;
  isOpen: boolean;
  onOpen(isOpen: boolean): void;
  api: Api;
  cache: QueryCache;
  identity: Identity;
  onFiled(): void;
}

/** Beside what is found on the record: the same words in the viewer's own mailbox, when they ask for it. */
export function MailboxSection({ record, search, isOpen, onOpen, ...rest }: Props) {
  if (!isOpen)
    return (
      <p className="mailbox-offer">
        <Button look="link" icon="search" onClick={() => onOpen(true)}>
          {t('search')}
        </Button>
      </p>
    );
  return (
    <section className="mailbox-found" aria-label={t('title')}>
      <div className="mailbox-head">
        <h2>{t('title')}</h2>
        <Button look="subtle" icon="dismiss" aria-label={t('close')} onClick={() => onOpen(false)} />
      </div>
      <p className="caption">{t('note')}</p>
      <MailboxHits key={search} record={record} search={search} {...rest} />
    </section>
  );
}
