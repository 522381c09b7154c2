import { useEffect, useState } from 'react';
import type { Why } from '../../../contract/api.js';
import { sortError, type PaneError } from '../../api/errors.js';
import { t } from '../../text/why-text.js';
import { announce } from '../../ui/announce.js';
import { copyText } from '../../ui/copy.js';
import { openOut } from '../../ui/open-out.js';
import { usePane } from '../pane.js';
import type { Message } from './use-message.js';

type Remedy = Why['remedies'][number];
export interface Remedies {
  busy: Remedy | undefined;
  error: PaneError | undefined;
  forget(): void;
  /** Does what the button says. What changes something at the server asks the question anew afterwards. */
  act(remedy: Remedy): void;
}

/** What leads out of a cause: done here where it can be, else the page of the settings where it can. */
export function useRemedies(
  why: Why | undefined,
  { change, matches, choices }: Message,
  reload: () => Promise<void>,
): Remedies {
  const { api, host } = usePane();
  const [busy, setBusy] = useState<Remedy>();
  const [error, setError] = useState<PaneError>();
  const [wentAway, setWentAway] = useState(false);
  useEffect(() => {
    if (!wentAway) return;
    const back = () => {
      setWentAway(false);
      void reload();
    };
    window.addEventListener('focus', back, { once: true }); // from the settings, where it may have been mended
    return () => window.removeEventListener('focus', back);
  }, [wentAway, reload]);

  const open = (place: string) => {
    openOut(`/settings#${place}`);
    setWentAway(true);
  };
  const params = { mailbox: why?.mailbox?.id ?? '' };
  const addFolder = async () => {
    const { settings, version } = await api.call('GET /mailboxes/:mailbox/settings', { params });
    const id = why?.folder?.id ?? '';
    if (settings.folders.some((it) => it.id === id)) return;
    const folder = { id, includeSubfolders: false, includeNewSubfolders: false };
    const body = { settings: { ...settings, folders: [...settings.folders, folder] }, version };
    await api.call('PUT /mailboxes/:mailbox/settings', { params, body }, { timeoutMs: 60_000 });
  };
  const work: Partial<Record<Remedy, () => Promise<unknown>>> = {
    addFolder,
    syncNow: () => api.call('POST /mailboxes/:mailbox/sync', { params, body: {} }),
    resume: () => api.call('POST /mailboxes/:mailbox/resume', { params, body: {} }),
    retry: () =>
      api.call('POST /mailboxes/:mailbox/log/:entry/retry', {
        params: { ...params, entry: why?.entry ?? '' },
        body: {},
      }),
  };
  const run = async (remedy: Remedy, what: () => Promise<unknown>) => {
    setBusy(remedy);
    setError(undefined);
    try {
      await what();
      announce(t(`did.${remedy as 'syncNow'}`, { folder: why?.folder?.name ?? '' }));
      await reload();
    } catch (thrown) {
      setError(sortError(thrown));
    } finally {
      setBusy(undefined);
    }
  };
  return {
    busy,
    error,
    forget: () => setError(undefined),
    act(remedy) {
      const what = work[remedy];
      if (what) {
        void run(remedy, what);
        return;
      }
      switch (remedy) {
        case 'connect':
          open(why?.mailbox && !isBroken(why) ? `/mailboxes/${why.mailbox.id}` : '/integrations/microsoft');
          return;
        case 'extendRange':
        case 'changeRule':
          open(`/mailboxes/${params.mailbox}`);
          return;
        case 'createPerson': {
          const unknown = matches?.people.find((it) => it.state === 'unknown');
          const draft = { address: unknown?.address ?? '', name: unknown?.name ?? '', fields: {} };
          change({ view: 'create', draft: choices.draft ?? draft });
          return;
        }
        case 'askAdmin':
          void copy(
            why?.code === 'C12'
              ? t('forIt.C12', { sentence: why.sentence })
              : t('forIt', { address: host.mailbox.address }),
            t('did.askAdmin'),
          );
          return;
        default:
          change({ view: 'item', isDismissed: false });
      }
    },
  };
}

/** Its sign-in is over: connecting again is what helps; otherwise only its settings are missing. */
export const isBroken = ({ mailbox, needsSettings }: Why): boolean => !mailbox || !needsSettings;

export async function copy(text: string, said: string): Promise<boolean> {
  const isThere = await copyText(text);
  announce(isThere ? said : t('details.cannotCopy'));
  return isThere;
}
