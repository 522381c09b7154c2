import type { Me } from '../../contract/api.js';
import type { Coming } from '../../contract/shapes.js';
import { t } from '../text/record-text.js';
import { Icon } from '../ui/Icon.js';

/** In the place of what administrators do not allow on records of this module. */
export function NotHere({ what, module }: { what: Coming; module: Me['modules'][number] }) {
  return (
    <div className="empty timeline-empty" role="status">
      <Icon name="lock" className="empty-icon" />
      <h2>{t(`notHere.${what}`, { module: module.plural })}</h2>
      <p>{t('notHere.body')}</p>
    </div>
  );
}
