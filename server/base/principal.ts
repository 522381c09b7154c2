/** Who acts: a person of a tenant, as their token said. `assertion` is that token and lives only inside one request. */
export interface Principal {
  tenantId: string;
  objectId: string;
  name: string;
  address: string;
  scopes: string[];
  assertion?: string;
}
