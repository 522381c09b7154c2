import { useEffect, useId, useRef, useState } from 'react';
import type { Outgoing, Reply, WishedMail } from '../../../contract/api.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t } from '../../text/compose-text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { AskDialog } from './AskDialog.js';
import { FileField } from './FileField.js';
import { forgetKept } from './kept.js';
import { isAddress, RecipientField } from './RecipientField.js';
import { RichText } from './RichText.js';
import { SenderField } from './SenderField.js';
import { useDraft } from './use-draft.js';
import { useFiles } from './use-files.js';

export type Prepared = Reply<'POST /outgoing/prepare'>;
interface Props {
  id: string;
  person: string;
  prepared: Prepared;
  mail: WishedMail;
  /** What the server has of it already. */
  known: Outgoing | undefined;
  api: Api;
  identity: Identity;
  onSent(): void;
  onClose(): void;
  /** The mail is not wanted any more; the work lets go of it where it was kept. */
  onDiscard(work: () => Promise<unknown>): void;
}
type Field = 'mailbox' | 'to' | 'cc' | 'bcc' | 'files';
/** So long a mail waits and can be called back. */
const undoSeconds = 8;

/** An email being written. Nothing of it is lost: it is kept with every stroke, and comes back with the reason when it was not sent. */
export function Composer({
  id,
  person,
  prepared,
  mail: first,
  known,
  api,
  identity,
  onSent,
  onClose,
  onDiscard,
}: Props) {
  const draft = useDraft(api, { id, person, mail: first, version: known?.version ?? 0 });
  const { mail, change, save } = draft;
  const [problems, setProblems] = useState<Partial<Record<Field, string>>>(() => fieldProblem(known));
  const [failure, setFailure] = useState<PaneError>();
  const [isSending, setIsSending] = useState(false);
  const [isAsking, setIsAsking] = useState(false);
  const [hasCopies, setHasCopies] = useState(first.cc.length + first.bcc.length > 0);
  const files = useFiles({
    api,
    id,
    first: known?.files ?? [],
    save,
    onProblem: (sentence) => setProblems((now) => ({ ...now, files: sentence })),
  });
  const name = useId();
  const form = useRef<HTMLFormElement>(null);
  const isTouched = known !== undefined || files.list.length > 0 || mail !== first;
  const set = (part: Partial<WishedMail>, field?: Field) => {
    change(part);
    if (field) setProblems(({ [field]: _gone, ...others }) => others);
  };

  const wrong = (): Partial<Record<Field, string>> => {
    const bad = (['to', 'cc', 'bcc'] as const).flatMap((field) =>
      mail[field].filter((it) => !isAddress(it.address)).map((it) => [field, t('no.address', { address: it.address })]),
    );
    if (bad.length > 0) return Object.fromEntries(bad) as Partial<Record<Field, string>>;
    if (mail.to.length + mail.cc.length + mail.bcc.length === 0) return { to: t('no.to') };
    return files.isArriving ? { files: t('no.arriving') } : {};
  };
  const send = async () => {
    const found = wrong();
    setProblems(found);
    setFailure(undefined);
    if (Object.keys(found).length > 0 || isSending) return;
    setIsSending(true);
    try {
      const version = await save();
      await api.call('POST /outgoing/:id/send', { params: { id }, body: { version, undoSeconds } });
      forgetKept(mail.record);
      announce(t('wished'));
      onSent();
    } catch (thrown) {
      const error = sortError(thrown);
      if (error.field && fields.includes(error.field as Field)) setProblems({ [error.field]: error.message });
      else setFailure(error);
      setIsSending(false);
    }
  };
  const firstWrong = fields.find((it) => problems[it] !== undefined);
  useEffect(() => {
    if (firstWrong) form.current?.querySelector<HTMLElement>(`[data-field="${firstWrong}"]`)?.focus();
  }, [firstWrong]);

  // After a save that is still under way: it would bring the mail back.
  const discard = () => {
    forgetKept(mail.record);
    onDiscard(async () => {
      const version = await draft.ended();
      forgetKept(mail.record);
      if (version > 0) await api.call('POST /outgoing/:id/discard', { params: { id }, body: {} });
      announce(t('discarded'));
    });
  };
  const leave = () => {
    if (isTouched) setIsAsking(true);
    else discard();
  };
  const { kind } = mail;
  return (
    <form
      ref={form}
      className="compose"
      aria-labelledby={name}
      onSubmit={(event) => {
        event.preventDefault();
        void send();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          (document.activeElement as HTMLElement | null)?.blur(); // what is half typed into a field counts
          queueMicrotask(() => form.current?.requestSubmit());
        }
        if (event.key === 'Escape' && !isAsking) {
          event.preventDefault();
          leave();
        }
      }}
    >
      <h3 id={name}>{t(kind)}</h3>
      <SenderField
        senders={prepared.senders}
        value={mail.mailbox}
        problem={problems.mailbox}
        onChange={(mailbox) => set({ mailbox }, 'mailbox')}
      />
      {(['to', ...(hasCopies ? (['cc', 'bcc'] as const) : [])] as const).map((field) => (
        <RecipientField
          key={field}
          name={field}
          value={mail[field]}
          people={prepared.people}
          problem={problems[field]}
          onChange={(value) => set({ [field]: value }, field)}
        />
      ))}
      {!hasCopies && (
        <Button look="link" className="compose-more" onClick={() => setHasCopies(true)}>
          {t('addCc')}
        </Button>
      )}
      <div className="compose-row">
        <label htmlFor={`${name}-subject`}>{t('subject')}</label>
        <input
          id={`${name}-subject`}
          type="text"
          maxLength={255}
          dir="auto"
          value={mail.subject}
          onChange={({ target }) => set({ subject: target.value })}
        />
      </div>
      <RichText value={mail.html} isFirst={mail.to.length > 0} onChange={(html) => set({ html })} />
      {kind !== 'new' && <p className="caption">{t('quoted')}</p>}
      <FileField
        files={files}
        largestBytes={prepared.largestBytes}
        problem={problems.files}
        onProblem={(files) => setProblems((now) => ({ ...now, files }))}
      />
      {(failure ?? draft.problem) && (
        <ProblemBanner
          error={(failure ?? draft.problem) as PaneError}
          doing={failure ? 'send' : 'save'}
          identity={identity}
          onRetry={() => void (failure ? send() : save().catch(() => undefined))}
        />
      )}
      <div className="compose-actions">
        <Button look="primary" type="submit" isBusy={isSending}>
          {t('send')}
        </Button>
        <Button onClick={leave}>{t('close')}</Button>
        <span className="caption" role="status">
          {draft.status === 'new' ? t('keys') : t(`status.${draft.status}`)}
        </span>
        <span className="caption">{t('untracked')}</span>
      </div>
      {isAsking && (
        <AskDialog
          onKeep={() => void save().then(onClose, onClose)}
          onDiscard={discard}
          onBack={() => setIsAsking(false)}
        />
      )}
    </form>
  );
}

const fields: Field[] = ['mailbox', 'to', 'cc', 'bcc', 'files'];
/** Why it came back, at the field that helps. */
function fieldProblem(known: Outgoing | undefined): Partial<Record<Field, string>> {
  const { field, sentence } = known?.problem ?? {};
  return field && sentence && fields.includes(field as Field) ? { [field]: sentence } : {};
}
