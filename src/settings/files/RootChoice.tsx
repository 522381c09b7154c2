import type { FileRoot, SavedFileSettings } from '../../../contract/files.js';
import { t } from '../../text/settings-text.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { LibraryChooser } from './LibraryChooser.js';
import { RadioCard } from './RadioCard.js';

interface Props {
  saved: SavedFileSettings;
  root: FileRoot;
  problem: string | undefined;
  onChange(root: FileRoot): void;
}

/** Below which folder records get theirs: what is in force, one's own OneDrive, or a library of SharePoint. */
export function RootChoice({ saved: { place, settings, isAllowed }, root, problem, onChange }: Props) {
  const inForce = settings.root;
  const isOwnInForce = inForce.kind === 'oneDrive' && (!place || place.chosenBy.isYou);
  const isNow = place !== undefined && root.driveId === inForce.driveId && root.kind === inForce.kind;
  const value = isNow && !isOwnInForce ? 'now' : root.kind;
  return (
    <RadioCard
      title={t('files.root.title')}
      {...(place ? { text: t('files.root.text') } : {})}
      problem={problem}
      value={value}
      options={[
        ...(place && !isOwnInForce
          ? [
              {
                value: 'now' as const,
                name: t('files.root.now', { name: place.name }),
                text: t('files.root.now.text', { who: place.chosenBy.name }),
              },
            ]
          : []),
        { value: 'oneDrive' as const, name: t('files.root.own'), text: t('files.root.own.text') },
        { value: 'library' as const, name: t('files.root.library'), text: t('files.root.library.text') },
      ]}
      onChange={(chosen) =>
        onChange(
          chosen === 'now' || (chosen === 'oneDrive' && isOwnInForce)
            ? inForce
            : chosen === 'oneDrive'
              ? { kind: 'oneDrive' }
              : { kind: 'library', driveId: '' },
        )
      }
    >
      {value === 'library' && (
        <LibraryChooser
          isAllowed={isAllowed.sites}
          driveId={root.driveId ?? ''}
          onChoose={(driveId) => onChange({ kind: 'library', driveId })}
        />
      )}
      {isNow && (
        <p>
          <LinkOut href={place.webUrl}>{t('files.root.open')}</LinkOut>
        </p>
      )}
    </RadioCard>
  );
}
