import { createContext, use } from 'react';
import type { Reply } from '../../contract/api.js';
import type { Api } from '../api/client.js';
import type { Identity } from '../api/identity.js';
import type { QueryCache } from '../api/query.js';

export type Connection = Reply<'GET /connection'>;
export interface Settings {
  identity: Identity;
  api: Api;
  cache: QueryCache;
}
export const SettingsContext = createContext<Settings | undefined>(undefined);

/** What every part of the settings uses; there is always one. */
export function useSettings(): Settings {
  const settings = use(SettingsContext);
  if (!settings) throw new Error('This part stands outside the settings page.');
  return settings;
}
