import type { ReactNode } from 'react';
import type { MailFolder, MailSettings } from '../../contract/connection.js';
import { t, type SettingsKey } from '../text/settings-text.js';
import { formatCount } from '../text/text.js';
import { Button } from '../ui/Button.js';

export type Choice = MailSettings['folders'][number];
interface Props {
  folder: MailFolder;
  choice: Choice | undefined;
  includedBy?: string | undefined;
  isOpen?: boolean;
  onToggle?(): void;
  onChoose(folder: MailFolder, choice: Choice | undefined): void;
  children?: ReactNode;
}

/** One folder: opened by its button, chosen by its box; what is below it follows if so wished. */
export function FolderLine({ folder, choice, includedBy, isOpen = false, onToggle, onChoose, children }: Props) {
  const { id, displayName: name, childCount, messageCount, refusal, path } = folder;
  const hasChildren = childCount > 0 && !refusal;
  return (
    <li>
      <div className="folder">
        {hasChildren && onToggle ? (
          <Button
            look="subtle"
            icon={isOpen ? 'chevronDown' : 'chevronRight'}
            aria-label={t(isOpen ? 'folders.collapse' : 'folders.expand', { name })}
            aria-expanded={isOpen}
            onClick={onToggle}
          />
        ) : (
          onToggle && <span className="folder-gap" />
        )}
        <label className="choice folder-choice">
          <input
            type="checkbox"
            checked={choice !== undefined || includedBy !== undefined}
            disabled={refusal !== undefined || includedBy !== undefined}
            onChange={(event) =>
              onChoose(
                folder,
                event.target.checked ? { id, includeSubfolders: false, includeNewSubfolders: false } : undefined,
              )
            }
          />
          <span className="choice-text">
            <span>{path && path.length > 0 ? `${path.join(' › ')} › ${name}` : name}</span>
            <span className="caption">
              {refusal
                ? t(`folders.refusal.${refusal}` satisfies SettingsKey)
                : includedBy
                  ? t('folders.inSub', { name: includedBy })
                  : t('folders.count', { count: messageCount, number: formatCount(messageCount) })}
            </span>
          </span>
        </label>
        {choice && !includedBy && (
          <span className="folder-options">
            <label className="choice">
              <input
                type="checkbox"
                checked={choice.includeSubfolders}
                aria-label={t('folders.sub', { name })}
                onChange={(event) =>
                  onChoose(folder, {
                    ...choice,
                    includeSubfolders: event.target.checked,
                    includeNewSubfolders: event.target.checked,
                  })
                }
              />
              <span className="caption">{t('folders.sub.short')}</span>
            </label>
            {choice.includeSubfolders && (
              <label className="choice">
                <input
                  type="checkbox"
                  checked={choice.includeNewSubfolders}
                  aria-label={t('folders.new', { name })}
                  onChange={(event) => onChoose(folder, { ...choice, includeNewSubfolders: event.target.checked })}
                />
                <span className="caption">{t('folders.new.short')}</span>
              </label>
            )}
          </span>
        )}
      </div>
      {children}
    </li>
  );
}
