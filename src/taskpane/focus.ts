import { useLayoutEffect, useRef } from 'react';

/**
 * When what had the focus went away with the screen it stood on, the focus goes to what took its place: what opened the
 * screen that is left (`data-opens`), else where the new screen begins (`data-first`). It is never taken from elsewhere,
 * neither from another part of the pane nor from Outlook.
 */
export function useFocusKept(screen: string, opener: string | undefined): void {
  const before = useRef({ screen, opener });
  useLayoutEffect(() => {
    const left = before.current;
    before.current = { screen, opener };
    if (left.screen === screen || !document.hasFocus() || document.activeElement !== document.body) return;
    const target =
      (opener === undefined &&
        left.opener &&
        document.querySelector<HTMLElement>(`[data-opens~="${CSS.escape(left.opener)}"]`)) ||
      document.querySelector<HTMLElement>('main [data-first]') ||
      document.querySelector<HTMLElement>('main');
    target?.focus({ preventScroll: true });
  });
}
