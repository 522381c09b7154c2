/** A subscription as it is kept; everything a notification needs to be made and posted. */
export interface Subscription {
  id: string;
  resource: string;
  changeTypes: ChangeType[];
  notificationUrl: string;
  lifecycleNotificationUrl: string | null;
  clientState: string | null;
  expirationDateTime: string;
  applicationId: string;
  /** Whose token made it; the application itself when that was an application's. */
  creatorId: string;
  tenantId: string;
  /** What is followed; mail when nothing is said. */
  kind?: 'mail' | 'events' | 'drive';
  /** The mailbox that is followed, and the folder or calendar when it is only one; of a drive its id, and no folder. */
  mailbox: string;
  folderId: string | null;
  isImmutable: boolean;
  createdAt: string;
  /** Since when it waits to be authorized again. */
  warnedAt?: string;
}
export type ChangeType = 'created' | 'updated' | 'deleted';
export type LifecycleEvent = 'reauthorizationRequired' | 'subscriptionRemoved' | 'missed';

export const toResource = (it: Subscription): Record<string, unknown> => ({
  id: it.id,
  resource: it.resource,
  applicationId: it.applicationId,
  changeType: it.changeTypes.join(','),
  clientState: it.clientState,
  notificationUrl: it.notificationUrl,
  notificationQueryOptions: null,
  lifecycleNotificationUrl: it.lifecycleNotificationUrl,
  expirationDateTime: it.expirationDateTime,
  creatorId: it.creatorId,
  includeResourceData: null,
  latestSupportedTlsVersion: 'v1_2',
  encryptionCertificate: null,
  encryptionCertificateId: null,
  notificationUrlAppId: null,
});
