import { Menu, MenuItem, MenuList, MenuPopover, MenuTrigger } from '@fluentui/react-components';
import { t } from '../text/text.js';
import { Button } from '../ui/Button.js';
import { Fluent } from '../ui/Fluent.js';

export interface MenuEntry {
  label: string;
  onChoose(): void;
}

/** Opens as soon as it is there, because it was asked for. */
export default function PaneMenu({ entries, opens }: { entries: MenuEntry[]; opens: string }) {
  return (
    <Fluent>
      <Menu defaultOpen positioning="below-end">
        <MenuTrigger disableButtonEnhancement>
          <Button look="subtle" icon="more" aria-label={t('menu.label')} data-opens={opens} />
        </MenuTrigger>
        <MenuPopover>
          <MenuList>
            {entries.map(({ label, onChoose }) => (
              <MenuItem key={label} onClick={onChoose}>
                {label}
              </MenuItem>
            ))}
          </MenuList>
        </MenuPopover>
      </Menu>
    </Fluent>
  );
}
