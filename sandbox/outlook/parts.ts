import type { Clock } from '../base/clock.js';
import type { Faults } from '../base/faults.js';
import type { Coherence } from '../coherence/index.js';
import type { Entra } from '../entra/index.js';
import type { Graph } from '../graph/index.js';
import type { Tenants } from '../tenant/tenants.js';
import type { Deployments } from './deployments.js';

export interface OutlookOptions {
  /** The project's folder: the page's files, the manifest, the icon. */
  root: string;
  tenants: Tenants;
  entra: Entra;
  coherence: Coherence;
  faults: Faults;
  graph: Graph;
  clock: Clock;
  deployments: Deployments;
  urls: Record<'outlook' | 'server' | 'entra' | 'graph' | 'coherence', string>;
}
/** What the routes behind the page work with. */
export type OutlookParts = OutlookOptions;
