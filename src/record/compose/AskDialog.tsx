import { t } from '../../text/compose-text.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';

interface Props {
  onKeep(): void;
  onDiscard(): void;
  onBack(): void;
}

/** Asked before what was written is put aside. */
export const AskDialog = ({ onKeep, onDiscard, onBack }: Props) => (
  <Dialog
    title={t('ask.title')}
    onClose={onBack}
    actions={
      <>
        <Button look="primary" onClick={onKeep}>
          {t('ask.keep')}
        </Button>
        <Button onClick={onDiscard}>{t('ask.discard')}</Button>
        <Button look="subtle" onClick={onBack}>
          {t('ask.back')}
        </Button>
      </>
    }
  >
    <p>{t('ask.body')}</p>
  </Dialog>
);
