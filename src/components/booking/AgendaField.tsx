import { useId, useState } from 'react';
import type { RecordFiles } from '../../../contract/links.js';
import { useQuery } from '../../api/query.js';
import { t } from '../../text/booking-text.js';
import { Button } from '../../ui/Button.js';
import { ProblemBanner } from '../ProblemBanner.js';
import { itemsOf, readRecordFiles } from '../record-files.js';
import type { Booking } from './booking.js';
import type { Draft } from './draft.js';

interface Props extends Pick<Booking, 'api' | 'cache' | 'identity' | 'record'> {
  agenda: string;
  files: Draft['files'];
  onChange(some: Pick<Partial<Draft>, 'agenda' | 'files'>): void;
}
const mostFiles = 20;

/** The text of the invitation, and links to files of the record. */
export function AgendaField({ agenda, files, onChange, ...props }: Props) {
  const id = useId();
  const [isOpen, setIsOpen] = useState(files.length > 0);
  return (
    <div className="booking-row">
      <label htmlFor={id}>{t('agenda')}</label>
      <textarea
        id={id}
        className="input"
        rows={3}
        maxLength={20_000}
        placeholder={t('agenda.hint')}
        value={agenda}
        onChange={({ target }) => onChange({ agenda: target.value })}
      />
      {props.record && (
        <Button look="link" icon="attach" aria-expanded={isOpen} onClick={() => setIsOpen(!isOpen)}>
          {t('files.choose')}
        </Button>
      )}
      {props.record && isOpen && (
        <FileLinks {...props} record={props.record} files={files} onChange={(it) => onChange({ files: it })} />
      )}
    </div>
  );
}

function FileLinks({
  api,
  cache,
  identity,
  record: { module, id },
  files,
  onChange,
}: Pick<Booking, 'api' | 'cache' | 'identity'> & {
  record: NonNullable<Booking['record']>;
  files: Draft['files'];
  onChange(files: Draft['files']): void;
}) {
  const { data, error, reload } = useQuery<RecordFiles>(
    cache,
    `files ${module} ${id}`,
    readRecordFiles(api, { module, id }),
  );
  if (error && !data)
    return <ProblemBanner error={error} doing="files" identity={identity} onRetry={() => void reload()} />;
  if (!data)
    return (
      <p className="caption" role="status">
        {t('files.loading')}
      </p>
    );
  const items = itemsOf(data);
  const known = [
    ...new Map(items.flatMap(({ name, webUrl }) => (webUrl ? [[webUrl, { name, webUrl }]] : []))).values(),
  ];
  if (known.length === 0) return <p className="caption">{t('files.none')}</p>;
  return (
    <fieldset className="booking-files">
      <legend className="visually-hidden">{t('files.title')}</legend>
      {known.slice(0, mostFiles).map((it) => (
        <label key={it.webUrl} className="booking-check">
          <input
            type="checkbox"
            checked={files.some((file) => file.webUrl === it.webUrl)}
            onChange={({ target }) =>
              onChange(target.checked ? [...files, it] : files.filter((file) => file.webUrl !== it.webUrl))
            }
          />
          <span>{it.name}</span>
        </label>
      ))}
      <p className="caption">{t('files.note')}</p>
    </fieldset>
  );
}
