import { setHostTheme } from '../ui/appearance.js';
import { callOffice } from './async.js';

/** Follows Outlook's own theme, live; where Outlook does not tell, the system's preference stays. */
export function followHostTheme(mailbox: Office.Mailbox): void {
  const apply = (theme: Office.OfficeTheme | undefined) => {
    setHostTheme(themeOf(theme?.bodyBackgroundColor));
  };
  apply(Office.context.officeTheme);
  const onChange = (event: { officeTheme?: Office.OfficeTheme }) =>
    apply(event.officeTheme ?? Office.context.officeTheme);
  void callOffice<void>((done) => mailbox.addHandlerAsync('officeThemeChanged', onChange, done)).catch(() => undefined); // a host that never changes it
}

/** Dark or light by the brightness of a background colour (#rrggbb); undefined when it is no such colour. */
export function themeOf(background: string | undefined): 'light' | 'dark' | undefined {
  const match = /^#?([0-9a-f]{2})([0-9a-f]{2})([0-9a-f]{2})$/i.exec(background ?? '');
  if (!match) return undefined;
  const [red = 0, green = 0, blue = 0] = match.slice(1).map((it) => parseInt(it, 16));
  return 0.299 * red + 0.587 * green + 0.114 * blue < 128 ? 'dark' : 'light';
}
