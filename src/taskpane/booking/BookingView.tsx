import type { RecordView } from '../../../contract/api.js';
import { BookMeeting } from '../../components/booking/BookMeeting.js';
import { t } from '../../text/booking-text.js';
import { SecondLevel } from '../Frame.js';
import type { Item } from '../../office/item.js';
import { usePane } from '../pane.js';

/** Booking a meeting with the people of the open mail, on the record it is on or belongs to. */
export default function BookingView({
  item,
  record,
  onBack,
}: {
  item: Item;
  record: RecordView | undefined;
  onBack(): void;
}) {
  const { api, cache, identity } = usePane();
  return (
    <SecondLevel title={t('title')} onBack={onBack}>
      <BookMeeting
        {...{ api, cache, identity, record }}
        mail={{ messageId: item.id, subject: item.subject.slice(0, 2000), participants: item.participants }}
        onClose={onBack}
      />
    </SecondLevel>
  );
}
