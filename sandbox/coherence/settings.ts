import type { Dialect } from './dialects.js';

/** Which description of the API is spoken, and what is out of order. */
export interface Settings {
  dialect: Dialect;
  isSearchDown: boolean;
  perMinute: number;
  dropsFields: string[];
  tellsUsers: boolean;
}
export const settingsAtFirst = (): Settings => ({
  dialect: 'o',
  isSearchDown: false,
  perMinute: 5000,
  dropsFields: [],
  tellsUsers: false,
});
