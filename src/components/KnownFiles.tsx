import type { IfThere, KnownFile } from '../../contract/filing.js';
import { t } from '../text/files-text.js';
import { formatSize, formatTime } from '../text/text.js';
import { Button } from '../ui/Button.js';
import { LinkOut } from '../ui/LinkOut.js';
import './known-files.css';

export type Answers = Record<string, IfThere>;
interface Props {
  known: KnownFile[];
  nameOf(attachmentId: string): string;
  answers: Answers;
  onAnswer(attachmentId: string, answer: IfThere): void;
}

/** Files that are there already, each with the choice: use it, a new version, or both. Nothing where all are new. */
export function KnownFiles({ known, nameOf, answers, onAnswer }: Props) {
  if (known.length === 0) return null;
  return (
    <section className="known" aria-label={t('known.title')}>
      <p className="known-title">{t('known.title')}</p>
      <ul>
        {known.map((it) => {
          const name = nameOf(it.attachmentId);
          return (
            <li key={it.attachmentId} className="known-file">
              <span className="file-name" id={`known-${it.attachmentId}`}>
                {name}
              </span>
              <span className="caption">
                {sentenceOf(it)}{' '}
                {it.file.webUrl && (
                  <LinkOut href={it.file.webUrl} label={`${t('folder.look')}: ${it.file.name}`} className="link">
                    {t('folder.look')}
                  </LinkOut>
                )}
              </span>
              <select
                aria-label={t('known.what', { name })}
                value={answers[it.attachmentId] ?? it.proposed}
                onChange={(event) => onAnswer(it.attachmentId, event.target.value as IfThere)}
              >
                {it.answers.map((answer) => (
                  <option key={answer} value={answer}>
                    {optionOf(it, answer)}
                  </option>
                ))}
              </select>
              {it.kind === 'name' && (
                <Button
                  className="small known-use"
                  aria-pressed={(answers[it.attachmentId] ?? it.proposed) === 'link'}
                  aria-describedby={`known-${it.attachmentId}`}
                  onClick={() => onAnswer(it.attachmentId, 'link')}
                >
                  {t('known.link')}
                </Button>
              )}
              {it.kind === 'elsewhere' && (
                <span className="caption">{t(it.proposed === 'link' ? 'known.access.link' : 'known.access.both')}</span>
              )}
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function sentenceOf({ kind, record, file }: KnownFile): string {
  if (kind === 'elsewhere') return t('known.elsewhere', { record: record?.displayName ?? '' });
  const facts = { name: file.name, size: formatSize(file.sizeBytes) };
  return file.changedDateTime
    ? t(`known.${kind}.changed`, { ...facts, time: formatTime(file.changedDateTime) })
    : t(`known.${kind}`, facts);
}
const optionOf = ({ kind }: KnownFile, answer: IfThere): string =>
  t(kind === 'elsewhere' && answer !== 'version' ? `known.${answer}.elsewhere` : `known.${answer}`);
