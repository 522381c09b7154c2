import type { DriftRow } from '../../../contract/access.js';
import { excessWords, nameOf } from '../../components/access-words.js';
import { t } from '../../text/access-text.js';
import { formatTime } from '../../text/text.js';
import { Button } from '../../ui/Button.js';
import { LinkOut } from '../../ui/LinkOut.js';

/** Folders and how they differ; a card each where the page is narrow. */
export function DriftTable({ rows, onRepair }: { rows: DriftRow[]; onRepair(row: DriftRow): void }) {
  return (
    <table className="drift">
      <caption className="visually-hidden">{t('drift.table')}</caption>
      <thead>
        <tr>
          {(['record', 'can', 'cannot', 'action'] as const).map((it) => (
            <th key={it} scope="col">
              {t(`drift.${it}`)}
            </th>
          ))}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <Row key={row.folder} row={row} onRepair={() => onRepair(row)} />
        ))}
      </tbody>
    </table>
  );
}

function Row({ row, onRepair }: { row: DriftRow; onRepair(): void }) {
  const { record, webUrl, more, less, problem, state, isWorking, checkedAt } = row;
  return (
    <tr>
      <th scope="row">
        <a href={record.url}>{record.displayName}</a>
        <span className="caption">{record.moduleName}</span>
        <LinkOut href={webUrl}>{t('drift.openFolder')}</LinkOut>
      </th>
      <td data-label={t('drift.can')}>
        {more.length === 0 ? (
          <span className="caption">{t('drift.nobody')}</span>
        ) : (
          <ul>
            {more.map((it, i) => (
              <li key={`${i} ${it.who.name}`}>
                {excessWords(it)}
                <span className="caption">
                  {it.remedy === 'none' ? t('drift.stuck') : t(it.who.from === 'above' ? 'from.above' : 'from.here')}
                </span>
              </li>
            ))}
          </ul>
        )}
      </td>
      <td data-label={t('drift.cannot')}>
        {less.length === 0 ? (
          <span className="caption">{t('drift.nobody')}</span>
        ) : (
          <ul>
            {less.map((it) => (
              <li key={`${it.who.kind} ${it.who.name}`}>
                {nameOf(it.who)}
                <span className="caption">{t(`because.${it.because}`)}</span>
              </li>
            ))}
          </ul>
        )}
      </td>
      <td>
        {problem && <span className="caption">{problem}</span>}
        {state === 'changed' && !isWorking && <span className="caption">{t('changed.body')}</span>}
        {isWorking ? (
          <span className="caption" role="status">
            {t('drift.working')}
          </span>
        ) : (
          row.repair.length > 0 && (
            <Button aria-label={t('repair.of', { name: record.displayName })} onClick={onRepair}>
              {t('repair')}
            </Button>
          )
        )}
        {checkedAt && <span className="caption">{t('checked.at', { time: formatTime(checkedAt) })}</span>}
      </td>
    </tr>
  );
}
