import { Suspense, useState } from 'react';
import type { Matches } from '../../../contract/api.js';
import { t } from '../../text/text.js';
import { announce } from '../../ui/announce.js';
import { Button } from '../../ui/Button.js';
import { LinkOut } from '../../ui/LinkOut.js';
import { ThreadQuestion } from '../lazy.js';
import { usePane } from '../pane.js';
import { reasonText } from './RecordOption.js';

/** The records this mail is on by rule, each with its reason and the way back, and what its conversation asks. */
export function RuleLinks({ matches, onChanged }: { matches: Matches; onChanged(): void }) {
  const { api } = usePane();
  const [isBusy, setIsBusy] = useState(false);
  const { links, followed } = matches;
  const question = followed?.question;
  if (links.length === 0 && !question) return null;
  const act = (work: () => Promise<unknown>, said: string) => {
    setIsBusy(true);
    void work()
      .then(
        () => announce(said),
        () => announce(t('links.failed')),
      )
      .finally(() => {
        setIsBusy(false);
        onChanged();
      });
  };
  return (
    <section className="section">
      <h2 className="section-title">{t('links.title')}</h2>
      <ul className="receipts">
        {links.map((it) => (
          <li key={it.id} className="receipt">
            <span className="option-name">{it.record.displayName}</span>
            <span className="caption">
              {t(`confidence.${it.confidence}`)} · {reasonText(it.reason)}
            </span>
            <div className="receipt-actions">
              <LinkOut href={it.record.url} label={`${t('file.open')}: ${it.record.displayName}`}>
                {t('file.open')}
              </LinkOut>
              <Button
                look="link"
                isBusy={isBusy}
                onClick={() =>
                  act(() => api.call('POST /mail/links/:id/undo', { params: { id: it.id } }), t('links.undone'))
                }
              >
                {t('file.undo')}
              </Button>
            </div>
          </li>
        ))}
      </ul>
      {followed && question && (
        <Suspense>
          <ThreadQuestion
            followed={followed}
            question={question}
            isBusy={isBusy}
            onAnswer={(answer, said) =>
              act(
                () => api.call('POST /mail/threads/:id/answer', { params: { id: followed.id }, body: { answer } }),
                said,
              )
            }
          />
        </Suspense>
      )}
    </section>
  );
}
