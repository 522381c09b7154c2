import { FluentProvider } from '@fluentui/react-components';
import type { ReactNode } from 'react';
import { useIsDark } from './appearance.js';
import { darkTheme, lightTheme } from './theme.js';

/** Gives Fluent's components our theme. Only in parts that are loaded after the first paint. */
export const Fluent = ({ children }: { children: ReactNode }) => (
  <FluentProvider theme={useIsDark() ? darkTheme : lightTheme} className="fluent">
    {children}
  </FluentProvider>
);
