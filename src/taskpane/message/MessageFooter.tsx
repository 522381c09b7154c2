import type { Filing } from '../../../contract/api.js';
import { t } from '../../text/text.js';
import { isOnPremises, usePane } from '../pane.js';
import { useIsWelcome } from '../welcome.js';
import { ChooserFooter } from './Chooser.js';
import { FiledFooter } from './Filed.js';
import { QueuedFooter } from './Queued.js';
import type { Message } from './use-message.js';
import { WelcomeFooter } from './WelcomeFooter.js';

interface Props {
  message: Message;
  onUnfile(filing: Filing): void;
  onFile(): void;
}

/** The main action, and a second one; nothing where there is nothing to do. */
export function MessageFooter({ message, onUnfile, onFile }: Props) {
  const { outbox, welcome, host } = usePane();
  const isWelcome = useIsWelcome(welcome);
  const { item, choices, change, answer, matches, chooser, filing } = message;
  if (isWelcome)
    return (
      <WelcomeFooter
        onTry={() => {
          change({ view: 'item', isDismissed: false });
          welcome.close();
        }}
        onSkip={() => welcome.close()}
      />
    );
  if (isOnPremises(host)) return null; // nothing of this mailbox can be filed
  if (choices.view === 'add')
    return (
      <ChooserFooter
        chooser={chooser}
        isFiling={filing.isFiling}
        onFile={onFile}
        second={{ label: t('cancel'), onPress: () => change({ view: 'item' }) }}
      />
    );
  if (choices.view !== 'item' || message.isSignedOut || (answer.isLoading && !matches)) return null;
  if (message.isFiled && matches)
    return <FiledFooter key={choices.undo?.until} filings={matches.filings} undo={choices.undo} onUndo={onUnfile} />;
  if (message.waiting) return <QueuedFooter onTakeBack={() => outbox.remove(item.id)} />;
  return (
    <ChooserFooter
      chooser={chooser}
      isFiling={filing.isFiling}
      onFile={onFile}
      isDismissed={choices.isDismissed}
      second={{
        label: choices.isDismissed ? t('file.again') : t('file.notNow'),
        onPress: () => change({ isDismissed: !choices.isDismissed }),
      }}
    />
  );
}
