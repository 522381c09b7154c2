import { useId, useState } from 'react';
import type { ParticipantMatch, RecordView } from '../../../contract/api.js';
import { t } from '../../text/text.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { SeveralRecords } from './SeveralRecords.js';

interface Props {
  people: ParticipantMatch[];
  /** Addresses that are a question above. */
  asked: string[];
  personModule: string | undefined;
  onCreate(person: ParticipantMatch): void;
  onChoose?: ((record: RecordView) => void) | undefined;
}
const first = 4;

/** Who is in the mail and whom of them Coherence knows. Nobody is created without a click. */
export function People({ people, asked, personModule, onCreate, onChoose }: Props) {
  const [isWhole, setIsWhole] = useState(false);
  const ordered = [...people].sort((a, b) => rank(a) - rank(b));
  const shown = isWhole ? ordered : ordered.slice(0, first);
  const title = useId();
  return (
    <section className="section" aria-labelledby={title}>
      <h2 className="section-title" id={title}>
        {t('people.title')}
      </h2>
      <ul className="people" aria-labelledby={title}>
        {shown.map((person) => (
          <PersonLine
            key={person.address}
            person={person}
            isAsked={asked.includes(person.address.toLowerCase())}
            personModule={personModule}
            onCreate={() => onCreate(person)}
            onChoose={onChoose}
          />
        ))}
      </ul>
      {shown.length < ordered.length && (
        <Button look="link" onClick={() => setIsWhole(true)}>
          {t('people.more', { count: ordered.length - first })}
        </Button>
      )}
    </section>
  );
}

/** Those who need a decision first, the own side last. */
const rank = ({ state }: ParticipantMatch): number =>
  ['several', 'unknown', 'queued', 'known', 'colleague', 'self'].indexOf(state);

function PersonLine({
  person,
  isAsked,
  personModule,
  onCreate,
  onChoose,
}: {
  person: ParticipantMatch;
  isAsked: boolean;
  personModule: string | undefined;
  onCreate(): void;
  onChoose: Props['onChoose'];
}) {
  const name = useId();
  const [record] = person.records;
  return (
    <li className="person">
      <span className={`avatar avatar-${person.state}`} aria-hidden="true">
        {initials(person.name ?? person.address)}
      </span>
      <span className="person-text">
        <span className="person-name" id={name}>
          {person.state === 'known' && record ? (
            <LinkOut href={record.url}>{record.displayName}</LinkOut>
          ) : (
            (person.name ?? person.address)
          )}
        </span>
        {person.name && (
          <span className="caption person-address" title={person.address}>
            {person.address}
          </span>
        )}
        <span className="caption person-state">{stateText(person, isAsked)}</span>
        {person.state === 'several' && onChoose && !isAsked && (
          <SeveralRecords person={person} name={name} onChoose={onChoose} />
        )}
      </span>
      {person.state === 'known' && <Icon name="done" className="good" />}
      {person.state === 'queued' && <Icon name="clock" />}
      {person.state === 'unknown' && personModule && (
        <Button
          className="small person-create"
          icon="personAdd"
          aria-label={t('create.button', { module: personModule })}
          aria-describedby={name}
          data-opens={`create-${person.address}`}
          onClick={onCreate}
        >
          {t('create.submit')}
        </Button>
      )}
    </li>
  );
}

function stateText({ state, records, chosen }: ParticipantMatch, isAsked: boolean): string {
  if (state === 'several') return t(chosen || isAsked ? 'several.on' : 'people.several', { count: records.length });
  return state === 'known' ? (records[0]?.moduleName ?? t('people.known')) : t(`people.${state}`);
}

function initials(name: string): string {
  const words = name
    .replace(/@.*/, '')
    .replace(/[^\p{L}\p{N}\s._-]/gu, ' ')
    .split(/[\s._-]+/)
    .filter(Boolean);
  return [words[0], words.length > 1 ? words.at(-1) : undefined]
    .map((word) => [...(word ?? '')][0] ?? '')
    .join('')
    .toUpperCase();
}
