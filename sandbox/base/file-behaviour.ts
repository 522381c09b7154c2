export type ResyncCode = 'resyncRequired' | 'resyncChangesApplyDifferences' | 'resyncChangesUploadDifferences';

/** How the drives behave where the service differs from day to day or from one organisation to another. */
export interface FileBehaviour {
  /** The organisation lets people make links that anybody may open. */
  anonymousLinks: boolean;
  /** The organisation lets people share with addresses outside. */
  externalSharing: boolean;
  /** Inherited permissions say where they come from; libraries were documented not to say it. */
  tellsInheritedFrom: boolean;
  /** SharePoint changes Office files shortly after they arrive: size, hash, eTag and cTag are others than those sent. */
  officeRewriting: 'sites' | 'everywhere' | 'never';
  officeRewritingDelayMs: number;
  /** While an upload session is open, its name is taken. */
  openSessionBlocksName: boolean;
  /** `PATCH /drives/{id}/root:/A/B/C` with a folder facet makes the missing folders; undocumented. */
  pathFolders: boolean;
  /** Drives of organisations keep `description` too; it is promised for personal OneDrive only, and left out silently elsewhere. */
  descriptions: boolean;
  /** What a delta token that is not known any more is answered with. */
  resync: ResyncCode;
  /** Every n-th item of a delta page comes without name and parentReference; 0 means none. */
  deltaOmitsEvery: number;
  /** Resource units an application has in an organisation each minute. */
  unitsPerMinute: number;
}

export const usualFileBehaviour = (): FileBehaviour => ({
  anonymousLinks: true,
  externalSharing: true,
  tellsInheritedFrom: true,
  officeRewriting: 'sites',
  officeRewritingDelayMs: 2000,
  openSessionBlocksName: false,
  pathFolders: false,
  descriptions: true,
  resync: 'resyncChangesApplyDifferences',
  deltaOmitsEvery: 0,
  unitsPerMinute: 1_000_000,
});
