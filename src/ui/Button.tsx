import type { ButtonHTMLAttributes, Ref } from 'react';
import { Icon, type IconName } from './Icon.js';
import { Spinner } from './Spinner.js';

interface Props extends ButtonHTMLAttributes<HTMLButtonElement> {
  look?: 'primary' | 'secondary' | 'subtle' | 'link';
  icon?: IconName | undefined;
  /** Working: still focusable, so the focus is not lost, but a second press does nothing. */
  isBusy?: boolean;
  ref?: Ref<HTMLButtonElement>;
  /** Names of the screens it opens: there the focus comes back to (src/taskpane/focus.ts). */
  'data-opens'?: string;
}

export function Button({
  look = 'secondary',
  icon,
  isBusy = false,
  className = '',
  children,
  onClick,
  ...rest
}: Props) {
  return (
    <button
      type="button"
      {...rest}
      className={`button button-${look} ${children ? '' : 'button-icon'} ${className}`}
      aria-disabled={isBusy || undefined}
      onClick={isBusy ? (event) => event.preventDefault() : onClick}
    >
      {isBusy ? <Spinner /> : icon && <Icon name={icon} />}
      {children && <span>{children}</span>}
    </button>
  );
}
