import { useState } from 'react';
import type { Reply } from '../../contract/api.js';
import type { Api } from '../api/client.js';
import type { Identity } from '../api/identity.js';
import { useQuery, type QueryCache } from '../api/query.js';
import { ConflictDialog } from '../components/calendar/ConflictDialog.js';
import { nameOf } from '../components/calendar/EventLine.js';
import { dayOf, shortDay } from '../components/calendar/when.js';
import { t } from '../text/calendar-text.js';
import { announce } from '../ui/announce.js';
import { Banner } from '../ui/Banner.js';
import { Button } from '../ui/Button.js';

type Found = Reply<'GET /calendar/conflicts'>;
interface Props {
  api: Api;
  identity: Identity;
  cache: QueryCache;
  onChanged(): void;
}

/** Events that both sides changed, which nobody has answered yet: each is looked at side by side (M76). */
export function Conflicts({ api, identity, cache, onChanged }: Props) {
  const { data, reload } = useQuery<Found>(cache, 'conflicts', (signal) =>
    api.call('GET /calendar/conflicts', {}, { signal }),
  );
  const [opened, setOpened] = useState<Found['conflicts'][number]>();
  const open = data?.conflicts ?? [];
  if (open.length === 0 && !opened) return null;
  const change = opened?.change;
  return (
    <>
      {open.length > 0 && (
        <Banner
          tone="warning"
          title={t('conflicts', { count: open.length })}
          actions={open.map((it) => (
            <Button key={it.change.id} onClick={() => setOpened(it)}>
              {t('conflicts.look', {
                subject: nameOf(it.event),
                day: shortDay(dayOf(new Date(it.event.startDateTime))),
              })}
            </Button>
          ))}
        >
          {t('conflicts.body')}
        </Banner>
      )}
      {change?.conflict && (
        <ConflictDialog
          key={change.id}
          api={api}
          identity={identity}
          change={{ ...change, conflict: change.conflict }}
          subject={opened ? nameOf(opened.event) : undefined}
          onClose={() => setOpened(undefined)}
          onDone={(answered) => {
            setOpened(undefined);
            announce(t(answered.state === 'waiting' ? 'waiting.plain' : 'conflict.done'));
            void reload();
            onChanged();
          }}
        />
      )}
    </>
  );
}
