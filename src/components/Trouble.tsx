import { lazy, Suspense, type ComponentProps } from 'react';
import type Shown from './diagnosis/Met.js';

const Met = lazy(() => import('./diagnosis/Met.js'));

/** What helps where work that goes on by itself met something: fetched when there is such a thing; until then its sentence stands alone. */
export const Trouble = (shown: ComponentProps<typeof Shown>) => (
  <Suspense>
    <Met {...shown} />
  </Suspense>
);
