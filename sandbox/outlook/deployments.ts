import fs from 'node:fs';
import path from 'node:path';
import type { Store } from '../base/store.js';
import { readManifest, type AddIn } from './manifest.js';

/** What an organisation's administrator uploaded, and for whom; nothing once it was removed. */
interface Deployment {
  xml: string;
  assigned: 'everybody' | string[];
}
export interface Deployed {
  addIn: AddIn;
  assigned: 'everybody' | string[];
  /** Whether it is the manifest of the project's folder, which is there for everybody until another is uploaded. */
  isOwn: boolean;
}

/** Integrated apps, for one add-in: what Outlook shows to whom. */
export class Deployments {
  readonly #uploaded: Record<string, Deployment | null>;
  readonly #own: AddIn;

  constructor(
    readonly store: Store,
    root: string,
  ) {
    this.#uploaded = store.table<Record<string, Deployment | null>>('outlook.deployments', () => ({}));
    this.#own = readManifest(fs.readFileSync(path.join(root, 'manifest.xml'), 'utf8'));
  }

  of(tenantId: string): Deployed | undefined {
    const uploaded = this.#uploaded[tenantId];
    if (uploaded === undefined) return { addIn: this.#own, assigned: 'everybody', isOwn: true };
    return uploaded ? { addIn: readManifest(uploaded.xml), assigned: uploaded.assigned, isOwn: false } : undefined;
  }
  /** The add-in that a person finds in Outlook. */
  for(tenantId: string, objectId: string): AddIn | undefined {
    const found = this.of(tenantId);
    return found && (found.assigned === 'everybody' || found.assigned.includes(objectId)) ? found.addIn : undefined;
  }
  /** Throws a sentence where the admin center would refuse: what cannot be read, another add-in, or a version that is not higher. */
  upload(tenantId: string, xml: string, assigned?: Deployment['assigned']): void {
    const addIn = readManifest(xml);
    if (/(?:DefaultValue="|<AppDomain>)http:/.test(xml))
      throw new Error('The manifest has an address that is not https.');
    const before = this.#uploaded[tenantId];
    if (before) {
      const known = readManifest(before.xml);
      if (known.id !== addIn.id) throw new Error('This is another add-in. Remove the one that is there first.');
      if (!isHigher(addIn.version, known.version))
        throw new Error(`The version must be higher than ${known.version}, which is deployed.`);
    }
    this.#keep(tenantId, { xml, assigned: assigned ?? before?.assigned ?? 'everybody' });
  }
  assign(tenantId: string, assigned: Deployment['assigned']): void {
    const found = this.#uploaded[tenantId];
    if (!found) throw new Error('Nothing was uploaded yet.');
    this.#keep(tenantId, { ...found, assigned });
  }
  remove(tenantId: string): void {
    this.#keep(tenantId, null);
  }

  #keep(tenantId: string, it: Deployment | null): void {
    this.#uploaded[tenantId] = it;
    this.store.touch();
  }
}

function isHigher(version: string, than: string): boolean {
  const [a, b] = [version, than].map((it) => it.split('.').map(Number));
  for (let i = 0; i < 4; i++) {
    const difference = (a?.[i] ?? 0) - (b?.[i] ?? 0);
    if (difference !== 0) return difference > 0;
  }
  return false;
}
