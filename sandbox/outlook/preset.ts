import type { Faults } from '../base/faults.js';
import type { Coherence } from '../coherence/index.js';
import type { Entra } from '../entra/index.js';
import type { Graph } from '../graph/index.js';
import type { Tenants } from '../tenant/tenants.js';

export interface PresetParts {
  faults: Faults;
  entra: Entra;
  coherence: Coherence;
  tenants: Tenants;
  graph: Graph;
}
/** A bad day that can be switched on by hand. */
export interface Preset {
  name: string;
  title: string;
  meaning: string;
  start(parts: PresetParts): void;
}
