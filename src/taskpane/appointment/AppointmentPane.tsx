import './appointment.css';
import { useEffect } from 'react';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { mark } from '../../marks.js';
import type { Item } from '../../office/item.js';
import { t } from '../../text/meeting-text.js';
import { t as paneText } from '../../text/text.js';
import { Banner } from '../../ui/Banner.js';
import { Button } from '../../ui/Button.js';
import { openOut } from '../../ui/open-out.js';
import { Frame } from '../Frame.js';
import { MenuButton } from '../MenuButton.js';
import { usePane } from '../pane.js';
import { Guest } from './Guest.js';
import { Organizer } from './Organizer.js';
import { useAppointment, type Open } from './use-appointment.js';

/** One appointment: written by its organizer, or read by a guest, in the calendar or in the message that invites. */
export default function AppointmentPane({ item, onMail }: { item: Item; onMail?: (() => void) | undefined }) {
  const open = useAppointment(item);
  const { now, known } = open;
  useEffect(() => {
    if (known) mark.content();
  }, [known]);
  if (!now)
    return (
      <Frame
        title={item.subject || t('newMeeting')}
        isBusy={!open.failure}
        menu={<Menu open={open} />}
        banner={<Unread open={open} />}
      >
        {!open.failure && (
          <>
            <p className="caption" role="status">
              {t('reading')}
            </p>
            <div className="bone bone-card" />
            <div className="bone bone-line" />
          </>
        )}
      </Frame>
    );
  const shared = { open, now, menu: <Menu open={open} />, problem: <Problem open={open} /> };
  return now.kind === 'form' ? <Organizer {...shared} /> : <Guest {...shared} onMail={onMail} />;
}

function Unread({ open: { failure, reread } }: { open: Open }) {
  return (
    failure && (
      <Banner
        tone="error"
        title={t('cannotRead')}
        actions={
          <Button
            icon="retry"
            onClick={() => {
              void reread().catch(() => undefined);
            }}
          >
            {paneText('retry')}
          </Button>
        }
      >
        {t('cannotReadBody')}
      </Banner>
    )
  );
}

function Problem({ open: { answer } }: { open: Open }) {
  const { identity } = usePane();
  return (
    answer.error && (
      <ProblemBanner
        error={answer.error}
        doing="meeting"
        identity={identity}
        onRetry={() => {
          void answer.reload();
        }}
      />
    )
  );
}

function Menu({ open: { answer } }: { open: Open }) {
  const { cache, identity } = usePane();
  return (
    <MenuButton
      opens="menu"
      entries={[
        {
          label: paneText('menu.settings'),
          onChoose: () => {
            openOut('/settings#/integrations/microsoft');
          },
        },
        {
          label: paneText('menu.signOut'),
          onChoose: () => {
            void identity.signOut().then(() => {
              cache.clear();
              return answer.reload();
            });
          },
        },
      ]}
    />
  );
}
