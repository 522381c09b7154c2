import type { JoinLink } from '../../../contract/join-links.js';
import { t } from '../../text/meeting-text.js';
import { Row } from './Row.js';

interface Props {
  links: JoinLink[];
  isOn: boolean;
  onChange(isOn: boolean): void;
}

/** Teams, unless there is a link already: nobody is given a second one. */
export function OnlineRow({ links, isOn, onChange }: Props) {
  const [there] = links;
  return (
    <Row title={t('online.title')} result={there?.provider ?? (isOn ? t('did.teams') : t('online.none'))}>
      {there ? (
        <p className="caption">{t('online.there', { provider: there.provider })}</p>
      ) : (
        <>
          <label className="check">
            <input type="checkbox" checked={isOn} onChange={(event) => onChange(event.target.checked)} />
            <span>{t('online.add')}</span>
          </label>
          <p className="caption">{t('online.hint')}</p>
        </>
      )}
    </Row>
  );
}
