import type { Outgoing } from '../../../contract/api.js';
import { t } from '../../text/compose-text.js';
import { t as words } from '../../text/record-text.js';
import { formatList } from '../../text/text.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';
import { Spinner } from '../../ui/Spinner.js';

interface Props {
  mails: Outgoing[];
  onContinue(mail: Outgoing): void;
  onUndo(mail: Outgoing): void;
  onDiscard(mail: Outgoing): void;
  /** Tries again what Microsoft wanted the person themselves for. */
  onSend(mail: Outgoing): void;
}

/** One's own mails on this record that have not left: drafts, those on their way, and those that came back with a reason. */
export const Unsent = ({ mails, onContinue, onUndo, onDiscard, onSend }: Props) =>
  mails.length === 0 ? null : (
    <ul className="unsent" aria-label={t('unsent.label')}>
      {mails.map((it) => (
        <li key={it.id} className={it.state === 'failed' ? 'unsent-failed' : ''}>
          {it.state === 'sending' ? <Spinner /> : <Icon name={it.state === 'failed' ? 'error' : 'mail'} />}
          <span className="unsent-text">
            <span>
              <strong>{t(`unsent.${it.state === 'sent' ? 'sending' : it.state}`)}</strong>
              {': '}
              {it.mail?.subject || words('mail.noSubject')}
            </span>
            <span className="caption">
              {it.problem?.sentence ??
                (it.mail && it.mail.to.length > 0
                  ? formatList(it.mail.to.map((to) => to.name || to.address))
                  : t('unsent.nobody'))}
            </span>
          </span>
          {it.state === 'waiting' && (
            <Button icon="undo" onClick={() => onUndo(it)}>
              {t('unsent.undo')}
            </Button>
          )}
          {(it.state === 'draft' || it.state === 'failed') && (
            <>
              {it.problem?.code === 'sign_in' && (
                <Button look="primary" onClick={() => onSend(it)}>
                  {t('unsent.signIn')}
                </Button>
              )}
              <Button onClick={() => onContinue(it)}>
                {it.state === 'failed' ? t('unsent.edit') : t('unsent.continue')}
              </Button>
              <Button look="subtle" onClick={() => onDiscard(it)}>
                {t('unsent.discard')}
              </Button>
            </>
          )}
        </li>
      ))}
    </ul>
  );
