import type { FolderAccess } from '../../../contract/access.js';
import { AccessChanges } from '../../components/AccessChanges.js';
import { visibleChanges } from '../../components/access-words.js';
import { t } from '../../text/access-text.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';

export type Act = 'follow' | 'repair' | 'stop';
interface Props {
  folder: FolderAccess;
  act: Act;
  isBusy: boolean;
  onConfirm(): void;
  onCancel(): void;
}

/** Exactly what would change, and the one press that changes it. */
export function AccessDialog({ folder, act, isBusy, onConfirm, onCancel }: Props) {
  const changes = act === 'stop' ? [] : folder[act];
  const count = visibleChanges(changes).length;
  return (
    <Dialog
      title={t(`dialog.${act}`)}
      onClose={onCancel}
      actions={
        <>
          <Button look="primary" isBusy={isBusy} onClick={onConfirm}>
            {act === 'stop' ? t('stop') : t('confirm', { count })}
          </Button>
          <Button onClick={onCancel}>{t('cancel')}</Button>
        </>
      }
    >
      {act === 'stop' ? (
        <p>{t('dialog.stop.body')}</p>
      ) : (
        <>
          <p>{t('dialog.exactly')}</p>
          <AccessChanges changes={changes} />
          {!folder.isFollowed && <p className="caption">{t('dialog.follows')}</p>}
          {changes.some((it) => !it.isOurs) && <p className="caption">{t('dialog.lost')}</p>}
        </>
      )}
    </Dialog>
  );
}
