import type { Mailbox } from '../../contract/connection.js';
import { t, type SettingsKey } from '../text/settings-text.js';
import type { Connection } from './settings.js';

type ServiceState = Connection['services'][number]['state'];
const looks: Record<ServiceState | Mailbox['state'], string> = {
  not_connected: 'quiet',
  connected: 'good',
  needs_attention: 'warn',
  waiting_for_approval: 'warn',
  following: 'good',
  paused: 'quiet',
  needs_sign_in: 'warn',
  unsupported: 'bad',
  disconnected: 'quiet',
};

export const State = ({ state }: { state: ServiceState }) => (
  <span className={`pill pill-${looks[state]}`}>{t(`state.${state}` satisfies SettingsKey)}</span>
);
export const MailboxState = ({ state }: { state: Mailbox['state'] }) => (
  <span className={`pill pill-${state === 'connected' ? 'warn' : looks[state]}`}>
    {t(`mailbox.state.${state}` satisfies SettingsKey)}
  </span>
);
