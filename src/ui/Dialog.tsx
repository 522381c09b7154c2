import { useId, useLayoutEffect, useRef, type ReactNode } from 'react';

interface Props {
  title: string;
  children: ReactNode;
  actions: ReactNode;
  /** Escape was pressed. */
  onClose(): void;
  /** `wide`: room for something to look at. */
  size?: 'wide';
}

/**
 * A question that must be answered first. The browser's own dialog keeps the focus inside and gives it back at the end;
 * nothing of the page stays hidden from a screen reader when it is taken away.
 */
export function Dialog({ title, children, actions, onClose, size }: Props) {
  const name = useId();
  const dialog = useRef<HTMLDialogElement>(null);
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close(); // while it still stands in the page, so that the focus goes back
  }, []);
  return (
    <dialog
      ref={dialog}
      className={size === 'wide' ? 'dialog dialog-wide' : 'dialog'}
      aria-labelledby={name}
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      onClose={onClose}
    >
      <h2 id={name}>{title}</h2>
      <div className="dialog-body">{children}</div>
      <div className="dialog-actions">{actions}</div>
    </dialog>
  );
}
