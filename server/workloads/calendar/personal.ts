/** The one organisation that all personal accounts of Microsoft belong to. */
const personalTenant = '9188040d-6c67-4c5b-b112-36a304b66dad';

/** A personal account: it has its own calendar, and neither rooms nor schedules of others nor Teams. */
export const isPersonal = ({ tenantId }: { tenantId: string }): boolean => tenantId === personalTenant;
