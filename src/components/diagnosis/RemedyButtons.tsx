import { useEffect, useRef, useState } from 'react';
import type { CauseSpec, RemedyKind } from '../../../contract/diagnoses.js';
import { createApi } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { t } from '../../text/diagnosis-text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { openOut } from '../../ui/open-out.js';
import { noteCleared } from './cleared.js';

export type Panel = 'message' | 'request' | 'link';
/** What only the page can do: find another record, take a link away, open a file's own page. A promise keeps its button busy. */
export type Handlers = Partial<Record<RemedyKind, () => void | Promise<void>>>;
interface Props {
  spec: CauseSpec;
  error: PaneError;
  consentUrl: string | undefined;
  identity: Identity;
  handlers: Handlers;
  panel: Panel | undefined;
  onPanel(panel: Panel): void;
  onDone(): void;
  onRefused(error: PaneError): void;
  isScreen: boolean;
}
const panels: Partial<Record<RemedyKind, Panel>> = {
  messageIt: 'message',
  sendRequest: 'request',
  privateLink: 'link',
};
const settings = '/settings#/integrations/microsoft';
const keys = '/settings#/admin/coherence';
const blocked = ['A6', 'A7'];

/** The way out of a failure: the first button is what helps most. Each press opens at most one window. */
export function RemedyButtons(props: Props) {
  const { spec, error, consentUrl, identity, handlers, panel, onPanel, onDone, onRefused, isScreen } = props;
  const [busy, setBusy] = useState<RemedyKind>();
  const [isAway, setIsAway] = useState(false);
  const mayReplaceKey = useIsAdministrator(identity, spec.remedies.includes('replaceKey'));
  const done = useRef(onDone);
  useEffect(() => {
    done.current = onDone;
  });
  useEffect(() => {
    if (!isAway) return;
    const back = () => {
      setIsAway(false);
      done.current();
    };
    window.addEventListener('focus', back, { once: true }); // back from Microsoft's page
    return () => window.removeEventListener('focus', back);
  }, [isAway]);

  const ask = async (kind: RemedyKind, work: () => Promise<void>) => {
    if (busy) return;
    setBusy(kind);
    try {
      await work();
      onDone();
    } catch (thrown) {
      onRefused(sortError(thrown));
    } finally {
      setBusy(undefined);
    }
  };
  const leave = (url: string | undefined) => {
    openOut(url ?? settings);
    setIsAway(true);
  };
  const { claims } = error;
  const act: Partial<Record<RemedyKind, () => void>> = {
    signIn: () => void ask('signIn', () => identity.signIn({ claims })),
    continue: () => void ask('continue', () => identity.signIn({ claims })),
    otherAccount: () => void ask('otherAccount', () => identity.signIn({ chooseAccount: true })),
    openInTab: () => void ask('openInTab', () => identity.signInElsewhere({ claims })),
    clear: () =>
      void ask('clear', async () => {
        await identity.clear();
        noteCleared();
        announce(t('clear.done'));
      }),
    allow: () => {
      if (error.consentUrl) leave(error.consentUrl);
      else void ask('allow', () => identity.signIn({ claims }));
    },
    approve: () => leave(consentUrl),
    reconnect: () => leave(error.consentUrl),
    disconnect: () => leave(settings),
    ...(mayReplaceKey ? { replaceKey: () => leave(keys) } : {}),
    checkAgain: onDone,
    retry: onDone,
    ...Object.fromEntries(
      Object.entries(handlers).map(([kind, work]) => [
        kind,
        () => {
          const underway = work();
          if (underway) void ask(kind as RemedyKind, () => underway);
        },
      ]),
    ),
  };
  const label = (kind: RemedyKind) =>
    kind === 'continue' && blocked.includes(spec.code) ? t('remedy.tryHere') : t(`remedy.${kind}`);
  const shown = spec.remedies.filter((it) => panels[it] ?? act[it]);
  const kinds: RemedyKind[] = shown.length > 0 ? [...shown] : ['retry'];
  return kinds.map((kind, at) => {
    const opens = panels[kind];
    return (
      <Button
        key={kind}
        look={at === 0 ? (isScreen ? 'primary' : 'secondary') : 'subtle'}
        icon={kind === 'retry' ? 'retry' : undefined}
        isBusy={busy === kind}
        aria-expanded={opens ? panel === opens : undefined}
        onClick={opens ? () => onPanel(opens) : act[kind]}
      >
        {label(kind)}
      </Button>
    );
  });
}

/** Whether the person may do what only administrators of the product can; asked only where it matters, and no until it is known. */
function useIsAdministrator(identity: Identity, isAsked: boolean): boolean {
  const [isOne, setIsOne] = useState(false);
  useEffect(() => {
    if (!isAsked) return;
    const controller = new AbortController();
    createApi({ token: identity.token })
      .call('GET /me', {}, { signal: controller.signal })
      .then(
        (me) => setIsOne(me.isAdministrator),
        () => undefined,
      );
    return () => controller.abort();
  }, [identity, isAsked]);
  return isOne;
}
