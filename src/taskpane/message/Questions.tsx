import { useId, useState } from 'react';
import type { MailQuestion } from '../../../contract/api.js';
import { t as words } from '../../text/text.js';
import { t } from '../../text/why-text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { usePane } from '../pane.js';
import { RecordOption } from './RecordOption.js';

/** What rules could not decide about this mail: a person chooses, and the choice is remembered if they like. */
export default function Questions({ questions, onAnswered }: { questions: MailQuestion[]; onAnswered(): void }) {
  return questions.map((it) => (
    <Question key={`${it.reason.kind} ${it.reason.value}`} question={it} onAnswered={onAnswered} />
  ));
}

function Question({ question: { reason, choices }, onAnswered }: { question: MailQuestion; onAnswered(): void }) {
  const { api } = usePane();
  const group = useId();
  const [chosen, setChosen] = useState(choices.length === 1 ? choices[0]?.id : undefined);
  const [isRemembered, setIsRemembered] = useState(true);
  const [isBusy, setIsBusy] = useState(false);
  const canRemember = reason.kind === 'address' || reason.kind === 'domain';
  const decide = async (decisions: { id: string; decision: 'accept' | 'reject' }[], said: string) => {
    setIsBusy(true);
    try {
      await api.call('POST /mail/review', { body: { decisions, remember: isRemembered } });
      announce(said);
    } catch {
      announce(words('links.failed'));
    } finally {
      setIsBusy(false);
      onAnswered();
    }
  };
  const choice = choices.find((it) => it.id === chosen);
  return (
    <fieldset className="section question">
      <legend className="question-title">{titleOf(reason, choices.length)}</legend>
      <div className="options">
        {choices.map((it) => (
          <RecordOption
            key={it.id}
            group={group}
            record={it.record}
            isChosen={it.id === chosen}
            onChoose={() => setChosen(it.id)}
          />
        ))}
      </div>
      {canRemember && (
        <label className="check">
          <input type="checkbox" checked={isRemembered} onChange={(event) => setIsRemembered(event.target.checked)} />
          <span className="check-text">
            {words('question.remember')}
            <span className="caption">{t('question.rememberNote')}</span>
          </span>
        </label>
      )}
      <div className="question-actions">
        <Button
          isBusy={isBusy}
          aria-describedby={choice ? undefined : `${group}-hint`}
          onClick={() => {
            if (choice)
              void decide(
                [{ id: choice.id, decision: 'accept' }],
                t('question.answered', { name: choice.record.displayName }),
              );
            else {
              announce(t('question.chooseFirst'));
              document.getElementsByName(group)[0]?.focus();
            }
          }}
        >
          {t('question.use')}
        </Button>
        <Button
          look="subtle"
          isBusy={isBusy}
          onClick={() =>
            void decide(
              choices.map((it) => ({ id: it.id, decision: 'reject' })),
              t('question.rejected'),
            )
          }
        >
          {t(choices.length > 1 ? 'question.none' : 'question.no')}
        </Button>
        {!choice && (
          <span id={`${group}-hint`} className="caption">
            {t('question.chooseFirst')}
          </span>
        )}
      </div>
    </fieldset>
  );
}

function titleOf({ kind, value }: MailQuestion['reason'], count: number): string {
  if (count > 1 && (kind === 'address' || kind === 'domain' || kind === 'code'))
    return t(`question.${kind}`, { value, number: count });
  return kind === 'context' ? t('question.context', { value }) : t('question.maybe');
}
