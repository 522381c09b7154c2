import { t, type NotHereKey } from '../text/not-here-text.js';
import { t as paneText } from '../text/text.js';
import { Button } from '../ui/Button.js';
import { Icon } from '../ui/Icon.js';
import { Frame } from './Frame.js';

type Why = 'browser' | 'unreachable' | 'noId';

/** Where the pane cannot work: why, and the other way. */
export function NotHere({ why, title }: { why: Why; title?: string }) {
  return (
    <Frame
      title={title === undefined ? paneText('app.name') : title || paneText('header.noSubject')}
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
        <h2>{t(`${why}.title` satisfies NotHereKey)}</h2>
        <p>{t(`${why}.body` satisfies NotHereKey)}</p>
      </section>
    </Frame>
  );
}
