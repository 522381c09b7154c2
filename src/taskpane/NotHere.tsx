import { t, type TextKey } from '../text/text.js';
import { Button } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';
import { Frame } from './Frame.js';

type Why = 'browser' | 'unreachable' | 'appointment' | 'noId' | 'personal';

/** Where the pane cannot work: why, and the other way. */
export function NotHere({ why, title }: { why: Why; title?: string }) {
  return (
    <Frame
      title={title === undefined ? t('app.name') : title || t('header.noSubject')}
      footer={
        why === 'unreachable' ? (
          <Button
            look="primary"
            icon="retry"
            onClick={() => {
              window.location.reload();
            }}
          >
            {t('reload')}
          </Button>
        ) : undefined
      }
    >
      <section className="section empty">
        <Icon name={why === 'unreachable' ? 'offline' : 'mail'} className="empty-icon" />
        <h2>{t(`notHere.${why}.title` satisfies TextKey)}</h2>
        <p>{t(`notHere.${why}.body` satisfies TextKey)}</p>
      </section>
    </Frame>
  );
}
