import type { AccessChange } from '../../contract/access.js';
import { changeWords, visibleChanges } from './access-words.js';

/** The changes to the permissions of a folder, one line each. */
export function AccessChanges({ changes }: { changes: AccessChange[] }) {
  return (
    <ul className="access-changes">
      {visibleChanges(changes).map((it) => {
        const { text, why } = changeWords(it);
        return (
          <li key={it.key} data-kind={it.kind}>
            <span>{text}</span>
            {why && <span className="caption">{why}</span>}
          </li>
        );
      })}
    </ul>
  );
}
