import { useId, useRef } from 'react';
import { t } from '../../text/compose-text.js';
import { formatSize } from '../../text/text.js';
import { Button } from '../../ui/Button.js';
import { Icon } from '../../ui/Icon.js';
import type { Files } from './use-files.js';

interface Props {
  files: Files;
  largestBytes: number;
  problem: string | undefined;
  onProblem(sentence: string): void;
}
const onItsWay = (bytes: number): number => Math.ceil((bytes * 4) / 3);

/** The attachments, how far each has arrived, and a word before one is too large. */
export function FileField({ files, largestBytes, problem, onProblem }: Props) {
  const id = useId();
  const input = useRef<HTMLInputElement>(null);
  const add = (chosen: readonly File[]) => {
    const bytes = [...files.list.map((it) => it.sizeBytes), ...chosen.map((it) => it.size)].map(onItsWay);
    if (bytes.reduce((sum, it) => sum + it, 0) > largestBytes) onProblem(t('no.size'));
    else void files.add(chosen);
  };
  return (
    <div
      className="compose-files"
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        add([...event.dataTransfer.files]);
      }}
    >
      <input
        ref={input}
        type="file"
        multiple
        hidden
        aria-label={t('attach')}
        onChange={({ target }) => {
          add([...(target.files ?? [])]);
          target.value = '';
        }}
      />
      {files.list.length > 0 && (
        <ul className="files" aria-label={t('files')}>
          {files.list.map((it) => (
            <li key={it.id} className="file">
              <Icon name="document" />
              <span className="file-text">
                <span className="file-name">{it.name}</span>
                <span className="caption">
                  {formatSize(it.sizeBytes)}
                  {it.receivedBytes < it.sizeBytes &&
                    ` · ${t('arriving', { share: Math.floor((100 * it.receivedBytes) / it.sizeBytes) })}`}
                </span>
              </span>
              <Button
                look="subtle"
                icon="dismiss"
                aria-label={t('remove', { name: it.name })}
                onClick={() => void files.remove(it.id)}
              />
            </li>
          ))}
        </ul>
      )}
      <Button
        icon="attach"
        data-field="files"
        aria-describedby={problem ? `${id}-problem` : undefined}
        onClick={() => input.current?.click()}
      >
        {t('attach')}
      </Button>
      {problem && (
        <p id={`${id}-problem`} className="compose-problem">
          {problem}
        </p>
      )}
    </div>
  );
}
