import { Suspense, useEffect, useState } from 'react';
import type { Filing } from '../../../contract/api.js';
import { mark } from '../../marks.js';
import type { Item } from '../../office/item.js';
import { t } from '../../text/text.js';
import { useFocusKept } from '../focus.js';
import { Frame } from '../Frame.js';
import { prefetchParts, UnfileDialog } from '../lazy.js';
import { MenuButton } from '../MenuButton.js';
import { usePane } from '../pane.js';
import { useIsWelcome } from '../welcome.js';
import { Banners } from './Banners.js';
import { MessageBody } from './MessageBody.js';
import { MessageFooter } from './MessageFooter.js';
import { useStatus } from './status.js';
import { useAnnounced } from './use-announced.js';
import { useMessage, type Message } from './use-message.js';
import { openOut } from '../../ui/open-out.js';

/** One mail: what it is filed to, or where it could be. */
export function MessagePane({ item }: { item: Item }) {
  const { host, welcome } = usePane();
  const isWelcome = useIsWelcome(welcome);
  const message = useMessage(item);
  const { choices, change, answer, matches, filing, waiting, chooser } = message;
  const [removing, setRemoving] = useState<Filing>();
  const status = useStatus({
    answer,
    isFiling: filing.isFiling,
    isWaiting: waiting !== undefined,
    failure: filing.failure,
  });
  useAnnounced(message);
  const stage = message.isFiled ? 'filed' : waiting ? 'waiting' : message.isSignedOut ? 'signed out' : 'choosing';
  useFocusKept(`${isWelcome} ${choices.view} ${stage} ${choices.isDismissed}`, openerOf(message, isWelcome));
  useEffect(() => {
    if (!matches) return;
    mark.content();
    mark.suggestions(item.id);
    prefetchParts();
  }, [matches, item.id]);

  const fileChosen = () => {
    const it = chooser.chosen;
    if (it) void filing.file(it.record, it.reason);
  };
  return (
    <Frame
      title={item.subject || t('header.noSubject')}
      status={status}
      mailbox={host.mailbox.address}
      menu={<MessageMenu message={message} />}
      isBusy={answer.isLoading && !matches}
      footer={<MessageFooter message={message} onUnfile={setRemoving} onFile={fileChosen} />}
      banner={
        <Banners
          failure={filing.failure}
          elsewhere={filing.elsewhere}
          onDismiss={filing.dismiss}
          answer={answer}
          filings={matches?.filings ?? []}
          isSignedOut={message.isSignedOut}
          onRetry={(it) => {
            void filing.retry(it);
          }}
          onUnfile={setRemoving}
          onAdd={() => change({ view: 'add' })}
        />
      }
    >
      <Suspense fallback={<p className="caption">{t('loading.page')}</p>}>
        <MessageBody message={message} onUnfile={setRemoving} onFile={fileChosen} />
      </Suspense>
      {removing && (
        <Suspense>
          <UnfileDialog
            filing={removing}
            onClose={() => setRemoving(undefined)}
            onConfirm={() => {
              setRemoving(undefined);
              void filing.unfile(removing);
            }}
          />
        </Suspense>
      )}
    </Frame>
  );
}

/** Names what opened the level below the mail, as its `data-opens` does, for the way back. */
function openerOf({ choices }: Message, isWelcome: boolean): string | undefined {
  if (isWelcome || choices.view === 'item') return undefined;
  return choices.view === 'create' ? `create-${choices.draft?.address ?? ''}` : choices.view;
}

function MessageMenu({ message: { change, answer, isSignedOut } }: { message: Message }) {
  const { cache, identity } = usePane();
  const signIn = () => {
    void identity.signIn().then(answer.reload, () => undefined);
  };
  const signOut = () => {
    void identity.signOut().then(() => {
      cache.clear();
      return answer.reload();
    });
  };
  return (
    <MenuButton
      opens="history help why"
      entries={[
        { label: t('menu.history'), onChoose: () => change({ view: 'history' }) },
        { label: t('menu.book'), onChoose: () => change({ view: 'book' }) },
        { label: t('menu.why'), onChoose: () => change({ view: 'why' }) },
        {
          label: t('menu.calendar'),
          onChoose: () => {
            openOut('/calendar');
          },
        },
        {
          label: t('menu.settings'),
          onChoose: () => {
            openOut('/settings#/integrations/microsoft');
          },
        },
        { label: t('menu.help'), onChoose: () => change({ view: 'help' }) },
        isSignedOut ? { label: t('menu.signIn'), onChoose: signIn } : { label: t('menu.signOut'), onChoose: signOut },
      ]}
    />
  );
}
