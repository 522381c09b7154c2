import type { AskedConversation } from '../../contract/api.js';
import { t } from '../text/review-text.js';
import { formatFullTime, formatList, formatTime } from '../text/text.js';
import { Button } from '../ui/Button.js';

interface Props {
  conversations: AskedConversation[];
  isBusy: boolean;
  onAnswer(id: string, answer: 'go_on' | 'stop'): void;
}

/** Conversations that lost all outside people, or gained a company: nothing of them is put on a record until somebody says so. */
export function ReviewConversations({ conversations, isBusy, onAnswer }: Props) {
  return (
    <section className="card" aria-labelledby="review-conversations">
      <h2 id="review-conversations">{t('conversations.title')}</h2>
      <ul className="lines">
        {conversations.map(({ id, subject, question, records, waiting, dateTime }) => (
          <li key={id} className="line review-conversation">
            <span className="line-text">
              <span className="line-title" id={`conversation-${id}`} dir="auto">
                {subject ?? t('item.forgotten')}
              </span>
              <span>
                {t(`conversations.${question.kind}`, { value: question.value })}{' '}
                {t('conversations.goes', { names: formatList(records.map((it) => it.displayName)) })}
              </span>
              <span className="caption facts">
                <time dateTime={dateTime} title={formatFullTime(dateTime)}>
                  {formatTime(dateTime)}
                </time>
                {waiting > 0 && <span>{t('conversations.waits', { count: waiting })}</span>}
              </span>
            </span>
            <span className="row">
              <Button isBusy={isBusy} aria-describedby={`conversation-${id}`} onClick={() => onAnswer(id, 'go_on')}>
                {t('conversations.keep')}
              </Button>
              <Button
                look="subtle"
                isBusy={isBusy}
                aria-describedby={`conversation-${id}`}
                onClick={() => onAnswer(id, 'stop')}
              >
                {t('conversations.stop')}
              </Button>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}
