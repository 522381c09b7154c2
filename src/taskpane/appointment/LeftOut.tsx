import { useEffect, useState } from 'react';
import { DiagnosisNote } from '../../components/DiagnosisNote.js';
import { t } from '../../text/meeting-text.js';
import { usePane } from '../pane.js';
import type { Open } from './use-appointment.js';
import { openOut } from '../../ui/open-out.js';
import { useLookAgain } from '../../api/look-again.js';

const againMs = 4_000;
/** For how long it is looked whether the settings, opened beside, were changed. */
const awayMs = 180_000;

/** Whether the open appointment is in the calendar here, and if not why, with what brings it (M75). Silent before calendars were chosen. */
export function LeftOut({ open: { known, answer } }: { open: Open }) {
  const { api, identity } = usePane();
  const [isAway, setIsAway] = useState(false);
  const meeting = known?.meeting;
  const isWaiting = meeting !== undefined && (meeting.isComing || (isAway && meeting.leftOut !== undefined));
  const { reload } = answer;
  useLookAgain(reload, isWaiting ? againMs : undefined);
  useEffect(() => {
    if (!isAway) return;
    const timer = setTimeout(() => setIsAway(false), awayMs);
    return () => clearTimeout(timer);
  }, [isAway]);
  if (!meeting) return null;
  const { leftOut } = meeting;
  if (meeting.isFollowed || meeting.isComing)
    return (
      <section className="section">
        <p className="caption" role="status">
          {t(meeting.isFollowed ? 'here.there' : 'here.coming')}{' '}
          {meeting.isFollowed && (
            <a
              className="link"
              href={`/calendar#/agenda/${meeting.startDateTime.slice(0, 10)}`}
              target="_blank"
              rel="noopener noreferrer"
            >
              {t('here.show')}
            </a>
          )}
        </p>
      </section>
    );
  if (!leftOut) return null;
  /** The calendar is followed from now on, with the others. */
  const select = async () => {
    const { accounts } = await api.call('GET /calendar/settings', {});
    const own = accounts.find((it) => it.mailbox.id === leftOut.mailbox);
    if (!own || !leftOut.calendar) return;
    const { settings, version } = own;
    await api.call(
      'PUT /calendar/settings/:mailbox',
      {
        params: { mailbox: leftOut.mailbox },
        body: {
          settings: { ...settings, calendars: [...new Set([...settings.calendars, leftOut.calendar])] },
          version,
        },
      },
      { timeoutMs: 60_000 },
    );
    await reload();
  };
  const toSettings = () => {
    openOut('/settings#/integrations/calendar');
    setIsAway(true);
  };
  return (
    <section className="section">
      <DiagnosisNote
        cause={leftOut.cause}
        about={leftOut.about}
        identity={identity}
        handlers={{ selectCalendar: select, changeDirection: toSettings, changeRule: toSettings }}
      />
    </section>
  );
}
