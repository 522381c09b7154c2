import { lazy, Suspense, useState } from 'react';
import { t } from '../text/text.js';
import { Button } from '../ui/Button.js';
import type { MenuEntry } from './PaneMenu.js';

const PaneMenu = lazy(() => import('./PaneMenu.js'));

/** The three dots. The menu itself is loaded at the first press and opens at once. */
export function MenuButton({ entries, opens }: { entries: MenuEntry[]; opens: string }) {
  const [isWanted, setIsWanted] = useState(false);
  const dots = (
    <Button
      look="subtle"
      icon="more"
      aria-label={t('menu.label')}
      aria-haspopup="menu"
      aria-expanded={false}
      data-opens={opens}
      onClick={() => setIsWanted(true)}
    />
  );
  return isWanted ? (
    <Suspense fallback={dots}>
      <PaneMenu entries={entries} opens={opens} />
    </Suspense>
  ) : (
    dots
  );
}
