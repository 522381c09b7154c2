import { Suspense, useEffect, useState, useSyncExternalStore } from 'react';
import type { Filing, Matches, Me } from '../../../contract/api.js';
import { useQuery } from '../../api/query.js';
import { isAboutSignIn } from '../../components/describe-problem.js';
import { mark } from '../../marks.js';
import type { Item } from '../../office/item.js';
import { t } from '../../text/text.js';
import { CreateRecord, HelpView, HistoryView, prefetchParts, UnfileDialog } from '../lazy.js';
import { Frame, SecondLevel } from '../Frame.js';
import { LoadingBody } from '../Loading.js';
import { MenuButton } from '../MenuButton.js';
import { matchesKey, toMatchRequest, usePane } from '../pane.js';
import { useChoices, type View } from './choices.js';
import { Chooser, ChooserFooter, useChooser } from './Chooser.js';
import { FiledFooter, FiledList } from './Filed.js';
import { SignIn } from './SignIn.js';
import { useStatus } from './status.js';
import { Banners } from './Banners.js';
import { Queued, QueuedFooter } from './Queued.js';
import { useFiling } from './use-filing.js';
import { useFollowed } from './use-followed.js';

/** One mail: what it is filed to, or where it could be. */
export function MessagePane({ item }: { item: Item }) {
  const { host, api, cache, identity, outbox, choices: store } = usePane();
  const [choices, change] = useChoices(store, item.id);
  const answer = useQuery<Matches>(cache, matchesKey(item.internetMessageId), (signal) =>
    api.call('POST /matches', { body: toMatchRequest(item) }, { signal }),
  );
  const me = useMe();
  const matches = answer.data;
  const filing = useFiling(item);
  const waiting = useSyncExternalStore(outbox.subscribe, () => outbox.of(item.id));
  const [removing, setRemoving] = useState<Filing>();
  const chooser = useChooser(matches, choices, change);
  const status = useStatus({
    answer,
    isFiling: filing.isFiling,
    isWaiting: waiting !== undefined,
    failure: filing.failure,
  });
  useFollowed(item.internetMessageId, matches?.filings ?? []);
  useWishes(matches, () => {
    void answer.reload();
  });
  useEffect(() => {
    if (!matches) return;
    mark.content();
    mark.suggestions(item.id);
    prefetchParts();
  }, [matches, item.id]);

  const show = (view: View) => change({ view });
  const toItem = () => show('item');
  const isFiled = matches !== undefined && matches.filings.length + matches.hiddenFilings > 0;
  const isSignedOut = !matches && answer.error !== undefined && isAboutSignIn(answer.error);
  const fileChosen = () => {
    const it = chooser.chosen;
    if (it) void filing.file(it.record, it.reason);
  };
  const menu = (
    <MenuButton
      entries={[
        { label: t('menu.history'), onChoose: () => show('history') },
        { label: t('menu.help'), onChoose: () => show('help') },
        isSignedOut
          ? {
              label: t('menu.signIn'),
              onChoose: () => {
                void identity.signIn().then(answer.reload, () => undefined);
              },
            }
          : {
              label: t('menu.signOut'),
              onChoose: () => {
                void identity.signOut().then(() => {
                  cache.clear();
                  return answer.reload();
                });
              },
            },
      ]}
    />
  );
  const personModule = me?.modules.find((it) => it.role === 'person');
  const draftModule = me?.modules.find((it) => it.slug === choices.draft?.module) ?? personModule;
  const chooserProps = { item, matches, choices, change, chooser, me, personModule, onFile: fileChosen };

  const body = () => {
    switch (choices.view) {
      case 'create':
        return (
          <SecondLevel title={t('create.title', { module: draftModule?.singular ?? '' })} onBack={toItem}>
            <CreateRecord
              modules={me?.modules ?? []}
              item={item}
              choices={choices}
              change={change}
              onCreated={() => {
                void answer.reload();
              }}
            />
          </SecondLevel>
        );
      case 'history':
        return (
          <SecondLevel title={t('history.title')} onBack={toItem}>
            <HistoryView matches={matches} onUnfile={setRemoving} />
          </SecondLevel>
        );
      case 'help':
        return (
          <SecondLevel title={t('help.title')} onBack={toItem}>
            <HelpView me={me} />
          </SecondLevel>
        );
      case 'add':
        return (
          <SecondLevel title={t('file.addTitle')} onBack={toItem}>
            <Chooser {...chooserProps} />
          </SecondLevel>
        );
      case 'item':
        return itemBody();
    }
  };
  const itemBody = () => {
    if (isSignedOut && answer.error)
      return (
        <SignIn
          error={answer.error}
          onDone={() => {
            void answer.reload();
          }}
        />
      );
    if (!matches) return answer.isLoading ? <LoadingBody onCancel={answer.cancel} /> : <Chooser {...chooserProps} />;
    if (isFiled)
      return (
        <FiledList
          matches={matches}
          onUnfile={setRemoving}
          onRetry={(it) => {
            void filing.retry(it);
          }}
          onAdd={() => show('add')}
        />
      );
    return waiting ? (
      <Queued waiting={waiting} onTakeBack={() => outbox.remove(item.id)} />
    ) : (
      <Chooser {...chooserProps} />
    );
  };
  const footer = () => {
    if (choices.view === 'add')
      return (
        <ChooserFooter
          chooser={chooser}
          isFiling={filing.isFiling}
          onFile={fileChosen}
          second={{ label: t('cancel'), onPress: toItem }}
        />
      );
    if (choices.view !== 'item' || isSignedOut || (answer.isLoading && !matches)) return undefined;
    if (isFiled)
      return (
        <FiledFooter key={choices.undo?.until} filings={matches.filings} undo={choices.undo} onUndo={setRemoving} />
      );
    if (waiting) return <QueuedFooter onTakeBack={() => outbox.remove(item.id)} />;
    return (
      <ChooserFooter
        chooser={chooser}
        isFiling={filing.isFiling}
        onFile={fileChosen}
        isDismissed={choices.isDismissed}
        second={{
          label: choices.isDismissed ? t('file.again') : t('file.notNow'),
          onPress: () => change({ isDismissed: !choices.isDismissed }),
        }}
      />
    );
  };

  return (
    <Frame
      title={item.subject || t('header.noSubject')}
      status={status}
      mailbox={host.mailbox.address}
      menu={menu}
      isBusy={answer.isLoading && !matches}
      footer={footer()}
      banner={
        <Banners
          failure={filing.failure}
          elsewhere={filing.elsewhere}
          onDismiss={filing.dismiss}
          answer={answer}
          filings={matches?.filings ?? []}
          isSignedOut={isSignedOut}
          onRetry={(it) => {
            void filing.retry(it);
          }}
          onUnfile={setRemoving}
          onAdd={() => show('add')}
        />
      }
    >
      <Suspense fallback={<p className="caption">{t('loading.page')}</p>}>{body()}</Suspense>
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

/** Who is signed in and which modules there are. Asked once; it changes with the person only. */
function useMe(): Me | undefined {
  const { api, cache } = usePane();
  const known = useSyncExternalStore(cache.subscribe, () => cache.read<Me>('me'));
  useQuery<Me>(cache, known ? undefined : 'me', (signal) => api.call('GET /me', {}, { signal }));
  return known;
}

/** While somebody is still to be created, or a record still to be checked, the answer is asked again now and then. */
function useWishes(matches: Matches | undefined, reload: () => void): void {
  const isWaiting = matches?.people.some((it) => it.state === 'queued') ?? false;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => {
      if (!document.hidden) reload();
    }, 5_000);
    return () => clearInterval(timer);
  });
}
