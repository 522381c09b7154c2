import type { ReactNode } from 'react';
import { t } from '../text/text.js';
import { Button } from './Button.js';
import { Icon, type IconName } from './Icon.js';

export type Tone = 'info' | 'warning' | 'error';
const icons: Record<Tone, IconName> = { info: 'info', warning: 'warning', error: 'error' };
interface Props {
  tone: Tone;
  title: string;
  children?: ReactNode;
  actions?: ReactNode;
  reference?: string | undefined;
  onDismiss?: (() => void) | undefined;
  icon?: IconName;
  /** What stands under the buttons. */
  below?: ReactNode;
}

/** Something the person should know. It stays until dismissed or settled; an error is read out at once, the rest when there is a pause. */
export function Banner({ tone, title, children, actions, reference, onDismiss, icon, below }: Props) {
  return (
    <div className={`banner banner-${tone}`} role={tone === 'error' ? 'alert' : 'status'}>
      <Icon name={icon ?? icons[tone]} />
      <div className="banner-text">
        <p className="banner-title">{title}</p>
        {children && <p>{children}</p>}
        {reference && <p className="caption">{t('problem.reference', { reference })}</p>}
        {actions && <div className="banner-actions">{actions}</div>}
        {below}
      </div>
      {onDismiss && <Button look="subtle" icon="dismiss" aria-label={t('dismiss')} onClick={onDismiss} />}
    </div>
  );
}
