import { lazy, Suspense, useEffect, useRef, useState } from 'react';
import type { Me, Outgoing, OutgoingKind, WishedMail } from '../../../contract/api.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { useLookAgain } from '../../api/look-again.js';
import { useQuery, type QueryCache } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/compose-text.js';
import { announce } from '../../ui/announce.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { LinkOut } from '../../ui/LinkOut.js';
import type { Prepared } from './Composer.js';
import { forgetKept, readKept } from './kept.js';
import { Unsent } from './Unsent.js';
import './compose.css';

const Composer = lazy(() => import('./Composer.js').then((it) => ({ default: it.Composer })));

/** What is to be written: something new, or an answer to an entry of the timeline. */
export interface Wish {
  kind: OutgoingKind;
  entry?: string;
}
interface Writing {
  id: string;
  person: string;
  prepared: Prepared;
  mail: WishedMail;
  known: Outgoing | undefined;
}
interface Props {
  record: { module: string; id: string };
  api: Api;
  cache: QueryCache;
  identity: Identity;
  /** Set by a press on an entry; told of as soon as it is taken. */
  wish: Wish | undefined;
  onTaken(): void;
  /** A mail has left, so the timeline has another entry. */
  onSent(): void;
}
const lookMs = 1_000;

/** Writing mail on this record: the button, the composer, and what has not left yet. */
export function Compose({ record, api, cache, identity, wish, onTaken, onSent }: Props) {
  const { module, id } = record;
  const [writing, setWriting] = useState<Writing>();
  const [isPreparing, setIsPreparing] = useState(false);
  const [failure, setFailure] = useState<{ error: PaneError; again: () => void }>();
  const [isUnconnected, setIsUnconnected] = useState(false);
  const button = useRef<HTMLButtonElement>(null);
  // What the server did not get the last time it gets before we look; if it cannot, it stays kept.
  const handOver = async () => {
    const { user } = await whoAmI(cache, api);
    const kept = readKept(user.address, { module, id });
    if (!kept) return;
    await api.call('PUT /outgoing/:id', { params: { id: kept.id }, body: { ...kept.mail, version: kept.version } });
    forgetKept({ module, id });
  };
  const open = useQuery<Outgoing[]>(cache, 'outgoing', async (signal) => {
    if (!writing) await handOver().catch(() => undefined);
    const { mails } = await api.call('GET /records/:module/:id/outgoing', { params: { module, id } }, { signal });
    return mails;
  });
  const { reload } = open;
  const mails = (open.data ?? []).filter((it) => it.id !== writing?.id);

  // A mail that was on its way and is not in the list any more has left.
  const onTheWay = mails
    .filter((it) => it.state === 'waiting' || it.state === 'sending')
    .map((it) => it.id)
    .join(' ');
  const before = useRef('');
  useEffect(() => {
    const left = before.current.split(' ').filter((it) => it && !onTheWay.includes(it));
    before.current = onTheWay;
    if (left.some((it) => !open.data?.some((mail) => mail.id === it))) {
      announce(t('sent'));
      onSent();
    }
  }, [onTheWay, open.data, onSent]);
  useLookAgain(reload, onTheWay ? lookMs : undefined);

  const begin = async ({ kind, entry }: Wish, known?: Outgoing) => {
    setIsPreparing(true);
    setFailure(undefined);
    try {
      const ask = (of: Wish) => api.call('POST /outgoing/prepare', { body: { record, ...of } }, { timeoutMs: 40_000 });
      const [{ user }, prepared] = await Promise.all([
        whoAmI(cache, api),
        known ? ask({ kind: 'new' }) : ask({ kind, ...(entry ? { entry } : {}) }),
      ]);
      const mailbox = prepared.mailbox ?? prepared.senders[0]?.mailbox;
      const kept = readKept(user.address, { module, id });
      const written = kept && kept.id === known?.id ? kept.mail : known?.mail;
      setIsUnconnected(mailbox === undefined && !written);
      if (mailbox === undefined && !written) return;
      const { to, cc, subject } = prepared;
      const mail = written ?? {
        record,
        mailbox: mailbox ?? '',
        kind,
        ...(entry ? { entry } : {}),
        to,
        cc,
        bcc: [],
        subject,
        html: '',
      };
      setWriting({ id: known?.id ?? crypto.randomUUID(), person: user.address, prepared, mail, known });
    } catch (thrown) {
      setFailure({ error: sortError(thrown), again: () => void begin({ kind, ...(entry ? { entry } : {}) }, known) });
    } finally {
      setIsPreparing(false);
    }
  };
  useEffect(() => {
    if (!wish) return;
    onTaken();
    if (!writing) void begin(wish);
    else document.querySelector<HTMLElement>('.compose')?.scrollIntoView({ block: 'nearest' });
  });
  const close = () => {
    setWriting(undefined);
    void reload();
    setTimeout(() => button.current?.focus());
  };
  const attempt = (work: () => Promise<unknown>) => {
    setFailure(undefined);
    work().then(
      () => reload(),
      (thrown: unknown) => {
        setFailure({ error: sortError(thrown), again: () => attempt(work) });
        void reload();
      },
    );
  };

  return (
    <div className="compose-place">
      {!writing && (
        <Button
          ref={button}
          look="primary"
          icon="mail"
          isBusy={isPreparing}
          onClick={() => void begin({ kind: 'new' })}
        >
          {t('new')}
        </Button>
      )}
      {isUnconnected && (
        <Banner
          tone="info"
          title={t('no.sender')}
          onDismiss={() => setIsUnconnected(false)}
          actions={
            <LinkOut className="button" href={`${window.location.origin}/settings`}>
              {t('no.sender.open')}
            </LinkOut>
          }
        >
          {t('no.sender.body')}
        </Banner>
      )}
      {failure && (
        <ProblemBanner
          error={failure.error}
          doing="send"
          identity={identity}
          onRetry={failure.again}
          onDismiss={() => setFailure(undefined)}
        />
      )}
      {writing && (
        <Suspense fallback={<p className="caption">{t('loading')}</p>}>
          <Composer
            key={writing.id}
            {...writing}
            api={api}
            identity={identity}
            onSent={close}
            onClose={close}
            onDiscard={(work) => {
              close();
              attempt(work);
            }}
          />
        </Suspense>
      )}
      <Unsent
        mails={mails}
        onContinue={(mail) => void begin({ kind: mail.mail?.kind ?? 'new' }, mail)}
        onUndo={(mail) =>
          attempt(async () => {
            const back = await api.call('POST /outgoing/:id/cancel', { params: { id: mail.id }, body: {} });
            announce(t('back'));
            await begin({ kind: back.mail?.kind ?? 'new' }, back);
          })
        }
        onSend={({ id: mail, version }) =>
          attempt(() =>
            api.call('POST /outgoing/:id/send', { params: { id: mail }, body: { version, undoSeconds: 0 } }),
          )
        }
        onDiscard={(mail) =>
          attempt(() => api.call('POST /outgoing/:id/discard', { params: { id: mail.id }, body: {} }))
        }
      />
    </div>
  );
}

async function whoAmI(cache: QueryCache, api: Api): Promise<Me> {
  return cache.read<Me>('me') ?? api.call('GET /me', {});
}
