import { useEffect, useRef, type ReactNode } from 'react';
import { t } from '../text/text.js';
import { Button } from '../ui/Button.js';
import { Spinner } from '../ui/Spinner.js';

export type Status = 'loading' | 'notFiled' | 'filing' | 'filed' | 'queued' | 'unfiling' | 'needsYou' | 'failed';
const looks: Record<Status, string> = {
  loading: 'quiet',
  notFiled: 'quiet',
  filing: 'busy',
  filed: 'good',
  queued: 'warn',
  unfiling: 'busy',
  needsYou: 'warn',
  failed: 'bad',
};
interface Props {
  title: string;
  status?: Status | undefined;
  mailbox?: string;
  menu?: ReactNode;
  banner?: ReactNode;
  children: ReactNode;
  footer?: ReactNode;
  isBusy?: boolean;
}

/** The frame all panes share: what it is about, one banner, the scrolling body, the main action where a thumb finds it. */
export function Frame({ title, status, mailbox, menu, banner, children, footer, isBusy = false }: Props) {
  return (
    <div className="frame" aria-busy={isBusy || undefined}>
      <header className="frame-header">
        <div className="frame-title">
          <h1 className="subject" id="subject" title={title}>
            {title}
          </h1>
          {menu}
        </div>
        {(status ?? mailbox) && (
          <p className="frame-status">
            {status && (
              <span className={`status-pill ${looks[status]}`}>
                {looks[status] === 'busy' && <Spinner />}
                <span>{t(`status.${status}`)}</span>
              </span>
            )}
            {mailbox && (
              <span className="mailbox" title={mailbox}>
                {t('header.in', { mailbox })}
              </span>
            )}
          </p>
        )}
      </header>
      <main className="frame-body" aria-labelledby="subject" tabIndex={-1}>
        {banner}
        {children}
      </main>
      {footer && <footer className="frame-footer">{footer}</footer>}
    </div>
  );
}

/** The level below the mail: its name, and the way back by button or Escape. It takes the focus, because a person opened it. */
export function SecondLevel({ title, onBack, children }: { title: string; onBack(): void; children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    heading.current?.focus();
  }, []);
  return (
    <section
      className="second-level"
      aria-label={title}
      onKeyDown={(event) => {
        if (event.key === 'Escape' && !event.defaultPrevented) onBack();
      }}
    >
      <div className="second-level-title">
        <Button look="subtle" icon="back" aria-label={t('back')} onClick={onBack} />
        <h2 ref={heading} tabIndex={-1}>
          {title}
        </h2>
      </div>
      {children}
    </section>
  );
}
