import type { MailSettings } from '../../contract/connection.js';
import type { Counted } from '../../contract/preview.js';
import { t, type SettingsKey } from '../text/settings-text.js';
import { formatCount, formatList, formatTime } from '../text/text.js';
import { Banner } from '../ui/Banner.js';
import { Icon } from '../ui/Icon.js';
import { LinkOut } from '../ui/LinkOut.js';
import { moduleIcon } from '../components/module-icon.js';

interface Props {
  result: Counted;
  visibility: MailSettings['visibility'];
}
const ruleNames = ['draft', 'neverFile', 'range', 'private', 'invitations', 'bulk', 'internal', 'categories'] as const;

/** What would come: numbers first, then on which records, what is left out and why, and what colleagues will see. */
export function PreviewResult({ result, visibility }: Props) {
  const number = (count: number) => ({ count, number: formatCount(count) });
  return (
    <>
      {result.isPartial && (
        <Banner tone="info" title={t('preview.partial')}>
          {t('preview.partial.text', number(result.messages))}
        </Banner>
      )}
      <section className="card" aria-labelledby="numbers">
        <h2 id="numbers">{t('preview.title')}</h2>
        <dl className="numbers">
          <Number
            label={t('preview.linked')}
            note={t('preview.on', number(result.recordCount))}
            value={result.linked}
          />
          <Number label={t('preview.asked')} note={t('preview.asked.note')} value={result.asked} />
          <Number label={t('preview.unmatched')} note={t('preview.unmatched.note')} value={result.unmatched} />
          <Number
            label={t('preview.excluded')}
            note={t('preview.excluded.note')}
            value={result.excluded.reduce((sum, it) => sum + it.messages, 0)}
          />
        </dl>
        <p className="caption">{t('preview.read', number(result.messages))}</p>
      </section>
      {result.conflicts.length > 0 && (
        <section className="card" aria-labelledby="conflicts">
          <h2 id="conflicts">{t('preview.conflicts')}</h2>
          <p className="caption">{t('preview.conflicts.text')}</p>
          <ul className="lines">
            {result.conflicts.map((it) => (
              <li key={it.value} className="line">
                <span className="line-text">
                  <span className="line-title">{it.value}</span>
                  <span className="caption">{formatList(it.records)}</span>
                </span>
                <span className="caption">{t('folders.count', number(it.messages))}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
      {result.records.length > 0 && (
        <section className="card" aria-labelledby="records">
          <h2 id="records">{t('preview.records')}</h2>
          <ul className="lines">
            {result.records.map(({ record, messages }) => (
              <li key={`${record.module} ${record.id}`} className="line">
                <Icon name={moduleIcon(`${record.module} ${record.moduleName}`)} />
                <span className="line-text">
                  <LinkOut href={record.url}>{record.displayName}</LinkOut>
                  <span className="caption">{record.moduleName}</span>
                </span>
                <span className="caption">{t('folders.count', number(messages))}</span>
              </li>
            ))}
          </ul>
          {result.recordCount > result.records.length && (
            <p className="caption">{t('preview.more', number(result.recordCount - result.records.length))}</p>
          )}
        </section>
      )}
      <section className="card" aria-labelledby="seen">
        <h2 id="seen">{t('preview.seen')}</h2>
        {result.examples.length === 0 ? (
          <p className="caption">{t('preview.seen.none')}</p>
        ) : (
          <ul className="lines">
            {result.examples.map((it) => (
              <li key={`${it.dateTime} ${it.fromAddress}`} className="line">
                <Icon name="mail" />
                <span className="line-text">
                  <span className="line-title">{it.from || it.fromAddress}</span>
                  {visibility !== 'people' && <span dir="auto">{it.subject}</span>}
                  <span className="caption">
                    {formatTime(it.dateTime)}
                    {visibility === 'everything' && ` · ${t('preview.seen.open')}`}
                    {visibility === 'people' && ` · ${t('preview.seen.hidden')}`}
                  </span>
                </span>
              </li>
            ))}
          </ul>
        )}
      </section>
      <section className="card" aria-labelledby="folders">
        <h2 id="folders">{t('folders.title')}</h2>
        <ul className="lines">
          {result.folders.map((it, at) => (
            <li key={`${at} ${it.name}`} className="line">
              <span className="line-text">{it.name}</span>
              <span className="caption">
                {t('preview.folder', { messages: formatCount(it.messages), linked: formatCount(it.linked) })}
              </span>
            </li>
          ))}
        </ul>
      </section>
      {result.excluded.length > 0 && (
        <section className="card" aria-labelledby="excluded">
          <h2 id="excluded">{t('preview.excluded')}</h2>
          <ul className="lines">
            {result.excluded.map((it) => {
              const rule = ruleNames.find((name) => name === it.rule);
              return (
                <li key={it.rule} className="line">
                  <span className="line-text">{rule ? t(`preview.rule.${rule}` satisfies SettingsKey) : it.rule}</span>
                  <span className="caption">{t('folders.count', number(it.messages))}</span>
                </li>
              );
            })}
          </ul>
        </section>
      )}
    </>
  );
}

function Number({ label, note, value }: { label: string; note: string; value: number }) {
  return (
    <div>
      <dt>{label}</dt>
      <dd className="number">{formatCount(value)}</dd>
      <dd className="caption">{note}</dd>
    </div>
  );
}
