import type { ReactNode } from 'react';
import { Icon } from '../../ui/Icon.js';

interface Props {
  title: string;
  /** What is chosen, so that a closed row says enough. */
  result?: ReactNode;
  tone?: 'good' | 'warn' | undefined;
  isOpen?: boolean;
  onOpen?: () => void;
  children: ReactNode;
}

/** One step of an invitation: its name and its result, and what can be chosen below. */
export const Row = ({ title, result, tone, isOpen = false, onOpen, children }: Props) => (
  <details
    className="row"
    open={isOpen || undefined}
    onToggle={(event) => {
      if (event.currentTarget.open) onOpen?.();
    }}
  >
    <summary>
      <h2 className="row-title">{title}</h2>
      {result !== undefined && <span className={`row-result ${tone ? `row-${tone}` : ''}`}>{result}</span>}
      <Icon name="chevronDown" className="row-sign" />
    </summary>
    <div className="row-body">{children}</div>
  </details>
);
