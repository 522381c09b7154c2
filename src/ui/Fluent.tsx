import { FluentProvider } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useIsDark } from './appearance.js';
import { isFromRight } from './direction.js';
import { darkTheme, lightTheme } from './theme.js';

/** Gives Fluent's components our theme. Only in parts that are loaded after the first paint. */
export const Fluent = ({ children }: { children: ReactNode }) => (
  <FluentProvider theme={useIsDark() ? darkTheme : lightTheme} dir={isFromRight() ? 'rtl' : 'ltr'} className="fluent">
    {children}
  </FluentProvider>
);
