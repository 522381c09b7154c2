import type { MeetingNotes as Notes } from '../../../contract/api.js';
import { MeetingNotes } from '../../components/MeetingNotes.js';
import { t } from '../../text/meeting-text.js';
import { usePane } from '../pane.js';
import type { Open } from './use-appointment.js';

/** Notes about the meeting that is open; they need it to be on a record. */
export function OpenNotes({ open: { known, show } }: { open: Open }) {
  const { api, identity } = usePane();
  const id = known?.meeting?.id;
  if (!known || known.meeting?.isPrivate) return null;
  const keep = (notes: Notes) => show({ ...known, notes });
  return (
    <section className="section" aria-labelledby="notes-title">
      <h2 className="section-title" id="notes-title">
        {t('notes.title')}
      </h2>
      {id && known.links.length > 0 ? (
        <MeetingNotes id={id} notes={known.notes} api={api} identity={identity} onKept={keep} />
      ) : (
        <p className="caption">{t('notes.first')}</p>
      )}
    </section>
  );
}
