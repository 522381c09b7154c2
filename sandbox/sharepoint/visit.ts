import type { Exchange } from '../base/exchange.js';
import type { FileAddresses } from '../graph/files/addresses.js';
import { allows, type Viewer } from '../tenant/files/access.js';
import type { Organisation, Person } from '../tenant/company.js';
import type { Drive, Role, StoredItem } from '../tenant/files/drive-item.js';
import type { Tenants } from '../tenant/tenants.js';

/** Somebody signed in, looking at a page. */
export interface Visit {
  tenants: Tenants;
  addresses: FileAddresses;
  exchange: Exchange;
  organisation: Organisation;
  person: Person;
}
export interface Place {
  drive: Drive;
  item: StoredItem;
}
export const viewerOf = ({ tenants, organisation, person }: Visit): Viewer =>
  tenants.drives.viewer(organisation.tenantId, person.id);
export const may = (visit: Visit, { drive, item }: Place, wanted: Role): boolean =>
  allows(visit.tenants.drives.role(drive, item, viewerOf(visit)), wanted);
