import type { Reply } from '../../../contract/api.js';
import { t } from '../../text/admin-text.js';

type Effect = Reply<'POST /admin/policy/preview'>;
type Counted = Effect['hidden'];

/** What a policy would change, before it is decided. What would change nothing is not said. */
export function PolicyEffect({ effect }: { effect: Effect }) {
  const parts = ({ emails, meetings, files }: Counted) =>
    [
      emails > 0 && t('policy.emails', { count: emails }),
      meetings > 0 && t('policy.meetings', { count: meetings }),
      files > 0 && t('policy.files', { count: files }),
    ]
      .filter(Boolean)
      .join(', ');
  const [hidden, shown] = [parts(effect.hidden), parts(effect.shownAgain)];
  return (
    <div role="status">
      <h3>{t('policy.effect')}</h3>
      <ul className="bullets">
        <li>{t('policy.raised', { count: effect.mailboxesRaised })}</li>
        <li>{t('policy.lowered', { count: effect.mailboxesLowered })}</li>
        <li>{t('policy.matched', { count: effect.emailsMatched })}</li>
        {hidden && <li>{t('policy.hidden', { what: hidden })}</li>}
        {shown && <li>{t('policy.shownAgain', { what: shown })}</li>}
        {effect.emailsLess > 0 && <li>{t('policy.less', { count: effect.emailsLess })}</li>}
        {effect.emailsMore > 0 && <li>{t('policy.more', { count: effect.emailsMore })}</li>}
        {effect.noLongerFiled > 0 && <li>{t('policy.noLonger', { count: effect.noLongerFiled })}</li>}
      </ul>
    </div>
  );
}
