import type { RecordView } from '../../../contract/api.js';
import { useQuery } from '../../api/query.js';
import type { Named, OpenAppointment } from '../../office/appointment.js';
import { t } from '../../text/meeting-text.js';
import { usePane } from '../pane.js';
import { isIn, type Plan } from './plan.js';
import { Row } from './Row.js';

interface Props {
  now: OpenAppointment;
  record: RecordView | undefined;
  plan: Plan;
  onChange(change: Partial<Plan>): void;
}

/** Who is invited, and the people of the record who could be. Who is chosen here is invited with Apply, and not before. */
export function PeopleRow({ now, record, plan, onChange }: Props) {
  const { api, cache } = usePane();
  const key = record && `people of ${record.module}/${record.id}`;
  const { data } = useQuery(cache, key, (signal) =>
    api.call(
      'POST /bookings/prepare',
      { body: { record: { module: record?.module ?? '', id: record?.id ?? '' } } },
      { signal },
    ),
  );
  const onRecord: Named[] = [...(data?.people ?? []), ...(data?.others ?? [])].map(({ address, name }) => ({
    address,
    name: name || address,
  }));
  const own = now.organizer?.address.toLowerCase();
  const offered = [...new Map(onRecord.map((it) => [it.address.toLowerCase(), it])).values()]
    .filter((it) => it.address.toLowerCase() !== own && !isIn(now, it.address))
    .slice(0, 12);
  const invited = [...now.required, ...now.optional];
  const count = invited.length + plan.people.length;
  const toggle = (person: Named, isChosen: boolean) =>
    onChange({
      people: isChosen
        ? [...plan.people, { ...person, kind: 'required' }]
        : plan.people.filter((it) => it.address !== person.address),
    });
  return (
    <Row
      title={t('people.title')}
      result={count > 0 ? t('people.count', { count }) : t('people.none')}
      isOpen={offered.length > 0}
    >
      {invited.length > 0 && <p className="caption">{invited.map((it) => it.name).join(', ')}</p>}
      {offered.length > 0 && (
        <fieldset className="checks">
          <legend className="caption">{t('people.onRecord')}</legend>
          {offered.map((it) => (
            <label key={it.address} className="check">
              <input
                type="checkbox"
                checked={plan.people.some((chosen) => chosen.address === it.address)}
                onChange={(event) => toggle(it, event.target.checked)}
              />
              <span>
                {it.name}
                {it.name !== it.address && <span className="caption"> {it.address}</span>}
              </span>
            </label>
          ))}
        </fieldset>
      )}
    </Row>
  );
}
