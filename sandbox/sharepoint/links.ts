import type { Clock } from '../base/clock.js';
import type { Answer } from '../base/exchange.js';
import { findLink, redeem } from '../tenant/files/sharing-links.js';
import { showItem } from './pages.js';
import type { Visit } from './visit.js';

/** Following a sharing link in the browser redeems it: from then on the person has the item among what is shared with them. */
export function followLink(visit: Visit, token: string, clock: Clock): Answer | undefined {
  const found = findLink(visit.tenants.drives, token, clock.now().getTime());
  if (!found) return undefined;
  redeem(visit.tenants.drives, found, visit.organisation.tenantId, visit.person.id);
  return showItem(visit, found);
}
