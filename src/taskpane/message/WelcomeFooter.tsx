import { t } from '../../text/text.js';
import { Button } from '../../ui/Button.js';

/** Both ways lead to the open mail; the first one into its suggestions. */
export const WelcomeFooter = ({ onTry, onSkip }: { onTry(): void; onSkip(): void }) => (
  <>
    <Button look="primary" onClick={onTry}>
      {t('welcome.try')}
    </Button>
    <Button onClick={onSkip}>{t('welcome.skip')}</Button>
  </>
);
