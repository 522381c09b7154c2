import type { Audit } from '../audit/audit.js';
import type { Activity } from '../audit/activity.js';
import type { Signing } from '../audit/chain.js';
import type { Database } from '../db/database.js';
import type { IsAdministrator } from '../identity/administrators.js';

/** What the rooms of administration are built from. */
export interface AdministrationNeeds {
  database: Database;
  audit: Audit;
  activity: Activity;
  signing: Signing;
  isAdministrator: IsAdministrator;
}
