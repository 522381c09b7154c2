import type { EventScope } from '../../../contract/calendar.js';
import { t } from '../../text/calendar-text.js';

interface Props {
  question: string;
  scope: EventScope;
  /** What is offered; a guest cannot end a series. */
  scopes?: EventScope[];
  onChoose(scope: EventScope): void;
}
/** Which part of a series is meant. */
export function ScopeChoice({ question, scope, scopes = ['one', 'following', 'all'], onChoose }: Props) {
  return (
    <fieldset className="choices">
      <legend>{question}</legend>
      {scopes.map((it) => (
        <label key={it} className="choice">
          <input type="radio" name="scope" checked={scope === it} onChange={() => onChoose(it)} />
          <span>{t(`scope.${it}`)}</span>
        </label>
      ))}
      <p className="caption">{t('scope.kept')}</p>
    </fieldset>
  );
}
