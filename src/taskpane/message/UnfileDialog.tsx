import type { Filing, Reply } from '../../../contract/api.js';
import { useQuery } from '../../api/query.js';
import { ProblemBanner } from '../../components/ProblemBanner.js';
import { t as later } from '../../text/pane-text.js';
import { t } from '../../text/text.js';
import { Button } from '../../ui/Button.js';
import { Dialog } from '../../ui/Dialog.js';
import { usePane } from '../pane.js';

interface Props {
  filing: Filing;
  onClose(): void;
  onConfirm(): void;
}

/** What goes and what stays, before anything goes. */
export default function UnfileDialog({ filing, onClose, onConfirm }: Props) {
  const { api, cache, identity } = usePane();
  const { data, error, reload } = useQuery<Reply<'GET /filings/:id/removal'>>(cache, `removal ${filing.id}`, (signal) =>
    api.call('GET /filings/:id/removal', { params: { id: filing.id } }, { signal }),
  );
  return (
    <Dialog
      title={later('unfile.question')}
      onClose={onClose}
      actions={
        <>
          <Button look="primary" disabled={!data} onClick={onConfirm}>
            {t('unfile')}
          </Button>
          <Button onClick={onClose}>{t('cancel')}</Button>
        </>
      }
    >
      <p className="caption">{later('unfile.from', { name: filing.record.displayName })}</p>
      {error && (
        <ProblemBanner
          error={error}
          doing="unfile"
          identity={identity}
          onRetry={() => {
            void reload();
          }}
        />
      )}
      {!data && !error && <p role="status">{later('unfile.reading')}</p>}
      {data && (
        <>
          <Lines title={later('unfile.goes')} lines={data.removes} />
          <Lines title={later('unfile.stays')} lines={data.keeps} />
        </>
      )}
    </Dialog>
  );
}

function Lines({ title, lines }: { title: string; lines: string[] }) {
  if (lines.length === 0) return null;
  return (
    <>
      <h3 className="section-title">{title}</h3>
      <ul className="lines">
        {lines.map((it) => (
          <li key={it}>{it}</li>
        ))}
      </ul>
    </>
  );
}
