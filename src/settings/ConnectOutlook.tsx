import { useState } from 'react';
import type { Permission } from '../../contract/connection.js';
import { Lacks } from './Lacks.js';
import { featureOf, useKind } from './use-kind.js';
import { t, type SettingsKey } from '../text/settings-text.js';
import { Button } from '../ui/Button.js';
import type { Connection } from './settings.js';
import type { ConnectState } from './use-connect.js';

const offered: Permission[] = ['mail', 'send', 'calendar', 'contacts', 'files', 'sharedFiles', 'sites'];
interface Props {
  connect: ConnectState;
  mail: Connection['services'][number] | undefined;
}

/** Says what will be asked and why, before the person leaves for Microsoft's page (M3, M5). All but mail can be left out. */
export function ConnectOutlook({ connect, mail }: Props) {
  const { lacks } = useKind();
  const isThere = (it: Permission) => !lacks.some(({ feature }) => feature === featureOf[it]);
  const [chosen, setChosen] = useState<Permission[]>(['mail', 'send', 'calendar']);
  const toggle = (permission: Permission) =>
    setChosen((now) => (now.includes(permission) ? now.filter((it) => it !== permission) : [...now, permission]));
  return (
    <section className="card" aria-labelledby="connect">
      <h2 id="connect">{t('connect.title')}</h2>
      <p>{t('connect.text')}</p>
      <fieldset className="choices">
        <legend>{t('connect.asks')}</legend>
        {offered.filter(isThere).map((permission) => (
          <label key={permission} className="choice">
            <input
              type="checkbox"
              checked={chosen.includes(permission)}
              disabled={permission === 'mail'}
              onChange={() => toggle(permission)}
            />
            <span className="choice-text">
              <span>{t(`permission.${permission}` satisfies SettingsKey)}</span>
              <span className="caption">
                {t(`permission.${permission}.why` satisfies SettingsKey)}
                {permission === 'mail' && ` · ${t('permission.always')}`}
              </span>
            </span>
          </label>
        ))}
      </fieldset>
      <div className="row">
        <Button
          look="primary"
          isBusy={connect.isLeaving}
          onClick={() => connect.go({ permissions: chosen, isAnother: false, chooseAccount: false })}
        >
          {connect.isLeaving
            ? t('connect.leaving')
            : t(mail?.state === 'needs_attention' ? 'connect.again' : 'connect.button')}
        </Button>
      </div>
      <p className="caption">{t('connect.note')}</p>
      <Lacks of={['sites']} />
    </section>
  );
}
