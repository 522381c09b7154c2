import { useEffect, useState } from 'react';
import type { Me, RecordForm } from '../../../contract/api.js';
import type { EventDetails, EventPerson } from '../../../contract/calendar.js';
import type { Api } from '../../api/client.js';
import { sortError, type PaneError } from '../../api/errors.js';
import type { Identity } from '../../api/identity.js';
import { t, type CalendarKey } from '../../text/calendar-text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { ProblemBanner } from '../ProblemBanner.js';

interface Props {
  api: Api;
  identity: Identity;
  event: EventDetails;
  onCreated(): void;
}
/** Who takes part, what they answered, and who they are in Coherence. Nobody is created without a press and a look. */
export function EventPeople({ api, identity, event, onCreated }: Props) {
  const [adding, setAdding] = useState<string>();
  const people = event.people ?? [];
  if (people.length === 0) return <p className="caption">{t('people.none')}</p>;
  return (
    <ul className="event-guests">
      {people.map((it) => (
        <li key={it.address}>
          <span className="guest">
            <span>
              {it.name || it.address} <span className="caption">{partsOf(it).join(' · ')}</span>
            </span>
            <Known person={it} />
            {it.state === 'unknown' && event.seen === 'own' && (
              <Button
                className="small"
                aria-label={t('person.create.of', { name: it.name || it.address })}
                onClick={() => setAdding(it.address)}
              >
                {t('person.create')}
              </Button>
            )}
          </span>
          {adding === it.address && (
            <NewPerson
              api={api}
              identity={identity}
              person={it}
              onClose={() => setAdding(undefined)}
              onCreated={() => {
                setAdding(undefined);
                onCreated();
              }}
            />
          )}
        </li>
      ))}
    </ul>
  );
}
/** What stands beside the name: an address that is the name is not said twice. */
const partsOf = (it: EventPerson): string[] => [
  ...(it.name && it.name.toLowerCase() !== it.address ? [it.address] : []),
  ...(it.kind === 'optional' ? [t('person.optional')] : []),
  responseOf(it),
];
const responseOf = ({ response }: EventPerson): string => t(`response.${response}` as CalendarKey);

function Known({ person: { state, records = [] } }: { person: EventPerson }) {
  const [record] = records;
  if (record && state === 'known')
    return (
      <a className="chip" href={record.url}>
        {record.displayName}
      </a>
    );
  if (state === 'several' || state === 'colleague' || state === 'self' || state === 'resource' || state === 'queued')
    return <span className="event-pill">{t(`person.${state}`)}</span>;
  return null;
}

/** The form of a new person, filled from the invitation; made when it is pressed, never before. */
function NewPerson({
  api,
  identity,
  person,
  onClose,
  onCreated,
}: {
  api: Api;
  identity: Identity;
  person: EventPerson;
  onClose(): void;
  onCreated(): void;
}) {
  const [form, setForm] = useState<RecordForm>();
  const [values, setValues] = useState<Record<string, string>>({});
  const [error, setError] = useState<PaneError>();
  const [isBusy, setIsBusy] = useState(false);
  const [attempt, setAttempt] = useState(0);
  useEffect(() => {
    const controller = new AbortController();
    const load = async () => {
      const me: Me = await api.call('GET /me', {}, { signal: controller.signal });
      const module = me.modules.find((it) => it.role === 'person')?.slug ?? 'people';
      const body = { module, address: person.address, name: person.name, for: 'meetings' as const };
      setForm(await api.call('POST /records/form', { body }, { signal: controller.signal }));
      setError(undefined);
    };
    load().catch((thrown: unknown) => {
      if (!controller.signal.aborted) setError(sortError(thrown));
    });
    return () => controller.abort();
  }, [api, person.address, person.name, attempt]);
  const create = async () => {
    if (!form || isBusy) return;
    setIsBusy(true);
    setError(undefined);
    try {
      const fields = Object.fromEntries(
        form.fields.map((it) => [it.key, values[it.key] ?? it.value] as const).filter(([, it]) => it.trim()),
      );
      const made = await api.call('POST /records', { body: { module: form.module, fields, for: 'meetings' } });
      const name = made.state === 'created' ? made.record.displayName : made.displayName;
      announce(t(made.state === 'created' ? 'person.created' : 'person.queued.done', { name }));
      onCreated();
    } catch (thrown) {
      setError(sortError(thrown));
      setIsBusy(false);
    }
  };
  return (
    <form
      className="event-form event-inset"
      onSubmit={(event) => {
        event.preventDefault();
        void create();
      }}
    >
      {error && (
        <ProblemBanner
          error={error}
          doing="create"
          identity={identity}
          onRetry={() => (form ? void create() : setAttempt((it) => it + 1))}
        />
      )}
      {form?.fields
        .filter((it) => it.isRequired || it.value)
        .map((it) => (
          <label key={it.key} className="event-field">
            {it.label}
            <input
              className="input"
              value={values[it.key] ?? it.value}
              onChange={(event) => setValues((now) => ({ ...now, [it.key]: event.target.value }))}
            />
          </label>
        ))}
      <div className="row">
        <Button look="primary" type="submit" isBusy={isBusy} disabled={!form}>
          {t('person.create')}
        </Button>
        <Button onClick={onClose}>{t('close')}</Button>
      </div>
    </form>
  );
}
