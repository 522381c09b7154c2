import type { ReactNode } from 'react';

/** A link to another page; it opens beside Outlook and gives that page no handle on this one. Only web addresses become links. */
export function LinkOut({
  href,
  className = 'link',
  children,
  label,
}: {
  href: string;
  className?: string;
  children: ReactNode;
  label?: string;
}) {
  if (!/^https?:\/\//i.test(href)) return <span className={className}>{children}</span>;
  return (
    <a className={className} href={href} target="_blank" rel="noopener noreferrer" aria-label={label}>
      {children}
    </a>
  );
}
