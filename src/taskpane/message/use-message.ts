import { useEffect, useSyncExternalStore } from 'react';
import type { Matches, Me } from '../../../contract/api.js';
import { useQuery, type Answer } from '../../api/query.js';
import type { Waiting } from '../../api/outbox.js';
import { isAboutSignIn } from '../../components/describe-problem.js';
import type { Item } from '../../office/item.js';
import { matchesKey, toMatchRequest, usePane } from '../pane.js';
import { useChoices, type Choices } from './choices.js';
import { useChooser, type ChooserState } from './use-chooser.js';
import { useFiling, type FilingActions } from './use-filing.js';
import { useFollowed } from './use-followed.js';

/** Everything a mail's screen is made of. */
export interface Message {
  item: Item;
  choices: Choices;
  change(change: Partial<Choices>): void;
  answer: Answer<Matches>;
  matches: Matches | undefined;
  me: Me | undefined;
  chooser: ChooserState;
  filing: FilingActions;
  waiting: Waiting | undefined;
  isFiled: boolean;
  isSignedOut: boolean;
}

/** Reads what is known of a mail, at once from the cache and again from the server, and follows what is still worked on. */
export function useMessage(item: Item): Message {
  const { api, cache, outbox, choices: store } = usePane();
  const [choices, change] = useChoices(store, item.id);
  const answer = useQuery<Matches>(cache, matchesKey(item.internetMessageId), (signal) =>
    api.call('POST /matches', { body: toMatchRequest(item) }, { signal }),
  );
  const matches = answer.data;
  const me = useMe(matches);
  const filing = useFiling(item);
  const waiting = useSyncExternalStore(outbox.subscribe, () => outbox.of(item.id));
  const chooser = useChooser(matches, choices, change);
  useFollowed(item.internetMessageId, matches?.filings ?? [], () => {
    void answer.reload();
  });
  useWishes(matches, () => {
    void answer.reload();
  });
  return {
    item,
    choices,
    change,
    answer,
    matches,
    me,
    chooser,
    filing,
    waiting,
    isFiled: matches !== undefined && matches.filings.length + matches.hiddenFilings > 0,
    isSignedOut: !matches && answer.error !== undefined && isAboutSignIn(answer.error),
  };
}

/**
 * Who is signed in and which modules there are. Asked once; again when a sign-in came after it was refused, and when the
 * records were read for the first time, since before that no module was known.
 */
function useMe(matches: Matches | undefined): Me | undefined {
  const { api, cache } = usePane();
  const known = useSyncExternalStore(cache.subscribe, () => cache.read<Me>('me'));
  const isWhole = known !== undefined && known.modules.length > 0;
  const { error, reload } = useQuery<Me>(cache, isWhole ? undefined : 'me', (signal) =>
    api.call('GET /me', {}, { signal }),
  );
  const canKnowMore = matches !== undefined && !isWhole && (known ? !matches.isIndexing : error !== undefined);
  useEffect(() => {
    if (canKnowMore) void reload();
  }, [canKnowMore, reload]);
  return known;
}

/** While somebody is still to be created, or records are read for the first time, the answer is asked again now and then. */
function useWishes(matches: Matches | undefined, reload: () => void): void {
  const isWaiting = matches?.isIndexing ?? matches?.people.some((it) => it.state === 'queued') ?? false;
  useEffect(() => {
    if (!isWaiting) return;
    const timer = setInterval(() => {
      if (!document.hidden) reload();
    }, 5_000);
    return () => clearInterval(timer);
  });
}
