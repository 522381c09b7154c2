import type { FiledFile } from '../../../contract/api.js';
import type { FileAnswer, Met as Known } from '../../../contract/filing.js';
import { t } from '../../text/files-text.js';
import { Button } from '../../ui/Button.js';
import { TakenFolder } from '../TakenFolder.js';
import { Details } from './Details.js';
import { readFacts } from './facts.js';

interface Props {
  met: Known | undefined;
  /** As it stands beside. */
  sentence?: string | undefined;
  /** Its name is taken: somebody is to say what becomes of it. */
  file?: FiledFile;
  onAnswer?: ((file: FiledFile, answer: FileAnswer) => void) | undefined;
}
const answers = ['link', 'version', 'both'] as const;

/** The answers to a file whose name, or whose folder's, is taken, and details of what stood in the way, to copy. */
export default function Met({ met, sentence = '', file, onAnswer }: Props) {
  return (
    <>
      {file?.folder && onAnswer && <TakenFolder taken={file.folder} onAnswer={(answer) => onAnswer(file, answer)} />}
      {file?.asks && !file.folder && onAnswer && (
        <span className="file-answers" role="group" aria-label={t('known.what', { name: file.name })}>
          {answers.map((it) => (
            <Button key={it} className="small" onClick={() => onAnswer(file, it)}>
              {t(`known.${it}`)}
            </Button>
          ))}
        </span>
      )}
      {met && <Details lines={readFacts(toldBy(met, sentence), met).details} />}
    </>
  );
}

const toldBy = ({ dateTime, reference }: Known, message: string) => ({
  message,
  occurredAt: new Date(dateTime),
  reference,
  consentUrl: undefined,
});
