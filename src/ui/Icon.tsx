import { iconPaths } from './icon-paths.js';

export type IconName = keyof typeof iconPaths;

/** A decoration beside a word; it has no name of its own for a screen reader. */
export function Icon({ name, className = '' }: { name: IconName; className?: string }) {
  return (
    <svg
      className={`icon icon-${name} ${className}`}
      viewBox="0 0 20 20"
      width="20"
      height="20"
      aria-hidden="true"
      focusable="false"
    >
      <path d={iconPaths[name]} fill="currentColor" />
    </svg>
  );
}
