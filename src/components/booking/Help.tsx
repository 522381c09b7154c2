import { useEffect, useState } from 'react';
import type { BookingHelp } from '../../../contract/booking.js';
import { t } from '../../text/booking-text.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';

/** What of Microsoft 365 is missing, and the way to it where there is one. */
export function Help({ title, help, onAgain }: { title?: string; help: BookingHelp; onAgain(): void }) {
  const [wasOpened, setWasOpened] = useState(false);
  useEffect(() => {
    if (!wasOpened) return;
    window.addEventListener('focus', onAgain, { once: true }); // back from Microsoft's page
    return () => window.removeEventListener('focus', onAgain);
  }, [wasOpened, onAgain]);
  const { allowUrl, sentence = '' } = help;
  const button =
    allowUrl === undefined ? null : wasOpened ? (
      <Button className={title ? '' : 'small'} onClick={onAgain}>
        {t('allow.again')}
      </Button>
    ) : (
      <Button
        className={title ? '' : 'small'}
        onClick={() => {
          setWasOpened(true);
          window.open(allowUrl, '_blank', 'noopener');
        }}
      >
        {t('allow')}
      </Button>
    );
  if (title)
    return (
      <Banner tone="info" title={title} actions={button}>
        {sentence}
      </Banner>
    );
  return (
    <div className="booking-help">
      <p className="caption">{sentence}</p>
      {button}
    </div>
  );
}
