/** Who acts: a person of a tenant, as their token said. `assertion` is that token and lives only inside one request. */
export interface Principal {
  tenantId: string;
  objectId: string;
  name: string;
  address: string;
  scopes: string[];
  assertion?: string;
}

/** The one tenant that all personal accounts (Outlook.com) of the world are in: it is nobody's organisation. */
export const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';
export const isPersonal = ({ tenantId }: Pick<Principal, 'tenantId'>): boolean => tenantId === personalTenant;
