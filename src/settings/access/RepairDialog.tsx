import type { DriftRow } from '../../../contract/access.js';
import { AccessChanges } from '../../components/AccessChanges.js';
import { t } from '../../text/access-text.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';

interface Props {
  rows: DriftRow[];
  isAll: boolean;
  /** Folders that differ, also those that are not on the page. */
  total: number;
  isBusy: boolean;
  onConfirm(): void;
  onCancel(): void;
}

/** Says exactly what will change, folder by folder, before anything does. */
export function RepairDialog({ rows, isAll, total, isBusy, onConfirm, onCancel }: Props) {
  const unseen = Math.max(0, total - rows.length);
  const count = Math.max(total, rows.length);
  return (
    <Dialog
      title={isAll ? t('drift.repairAll.title') : t('dialog.repair')}
      onClose={onCancel}
      actions={
        <>
          <Button look="primary" isBusy={isBusy} onClick={onConfirm}>
            {t('drift.repairAll.confirm', { count: isAll ? count : 1 })}
          </Button>
          <Button onClick={onCancel}>{t('cancel')}</Button>
        </>
      }
    >
      <p>{t('dialog.exactly')}</p>
      {isAll && <p>{t('drift.repairAll.folders', { count })}</p>}
      {rows.map((it) => (
        <section key={it.folder} aria-label={it.record.displayName}>
          <h3>{it.record.displayName}</h3>
          <AccessChanges changes={it.repair} />
        </section>
      ))}
      {isAll && unseen > 0 && <p>{t('drift.repairAll.more', { count: unseen })}</p>}
      <p className="caption">{t('dialog.follows')}</p>
    </Dialog>
  );
}
