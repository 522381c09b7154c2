import { createDarkTheme, createLightTheme, type BrandVariants, type Theme } from '@fluentui/react-components';

const brand: BrandVariants = {
  10: '#07062b',
  20: '#120f47',
  30: '#1b1766',
  40: '#251f85',
  50: '#2f289f',
  60: '#3932b8',
  70: '#443dcd',
  80: '#4f4bdc',
  90: '#6460e4',
  100: '#7876ea',
  110: '#8c8bef',
  120: '#a09ff3',
  130: '#b4b4f6',
  140: '#c8c8f9',
  150: '#dcdcfb',
  160: '#eeeefd',
};
/** Fluent's themes in our colour. tokens.css carries the same values for what is drawn before Fluent is loaded. */
export const lightTheme: Theme = createLightTheme(brand);
/** Brand text on dark one and two steps lighter than Fluent's default, for a contrast of 4.5 (U-04). */
export const darkTheme: Theme = {
  ...createDarkTheme(brand),
  colorBrandForeground1: brand[120],
  colorBrandForeground2: brand[130],
  colorBrandForegroundLink: brand[120],
  colorBrandForegroundLinkHover: brand[130],
  colorCompoundBrandForeground1: brand[120],
};
