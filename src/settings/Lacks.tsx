import type { Lack } from '../../contract/connection-kinds.js';
import { t, type SettingsKey } from '../text/settings-text.js';
import { Icon } from '../ui/Icon.js';
import { useKind } from './use-kind.js';

/** What this account does not have, each with the reason; with `of` only that, in a line. Nothing where nothing is missing. */
export function Lacks({ of }: { of?: readonly Lack['feature'][] }) {
  const { kind, lacks } = useKind();
  const shown = of ? lacks.filter((it) => of.includes(it.feature)) : lacks;
  if (shown.length === 0) return null;
  if (of) return shown.map((it) => <Reason key={it.feature} sentence={it.sentence} />);
  return (
    <section className="card" aria-labelledby="lacks">
      <h2 id="lacks">{t(`lacks.${kind}` satisfies SettingsKey)}</h2>
      <ul className="lines">
        {shown.map(({ feature, sentence }) => (
          <li key={feature} className="line">
            <Icon name="info" />
            <span className="line-text">
              <span>{t(`lacks.of.${feature}` satisfies SettingsKey)}</span>
              <span className="caption">{sentence}</span>
            </span>
          </li>
        ))}
      </ul>
    </section>
  );
}

const Reason = ({ sentence }: { sentence: string }) => <p className="caption">{sentence}</p>;
