import type { FilePage, FilePlace, FilePreview, FileRef, Library, LinkedFile } from '../../../contract/links.js';
import type { RecordFiles, SharePointState, SitePage } from '../../../contract/links.js';
import type { RecordRef } from '../../../contract/shapes.js';
import type { Principal } from '../../base/principal.js';
import { browseFiles } from './browse.js';
import { linkFile, restoreLink, unlinkFile } from './link.js';
import type { FileNeeds } from './needs.js';
import { previewFile } from './preview.js';
import { recordFiles } from './record-files.js';
import { sharePointState, switchSharePoint } from './sharepoint-switch.js';
import { browseSites, librariesOf, type SiteWish } from './sites.js';

/** Files on records, as people see, choose and link them; everything by the right of who asks. */
export interface FileLinking {
  ofRecord(viewer: Principal, ref: RecordRef): Promise<RecordFiles>;
  link(by: Principal, ref: RecordRef, what: FileRef | { address: string }): Promise<LinkedFile>;
  unlink(by: Principal, id: string): Promise<void>;
  restore(by: Principal, id: string): Promise<LinkedFile>;
  preview(viewer: Principal, at: FileRef): Promise<FilePreview>;
  browse(viewer: Principal, wish: { place: FilePlace; next?: string | undefined }): Promise<FilePage>;
  sites(viewer: Principal, wish: SiteWish): Promise<SitePage>;
  libraries(viewer: Principal, site: string): Promise<Library[]>;
  sharePoint(viewer: Principal): Promise<SharePointState>;
  switchSharePoint(by: Principal, isOn: boolean): Promise<SharePointState>;
}

export const createFileLinking = (needs: FileNeeds): FileLinking => ({
  ofRecord: (it, ref) => recordFiles(needs, it, ref),
  link: (it, ref, what) => linkFile(needs, it, ref, what),
  unlink: (it, id) => unlinkFile(needs, it, id),
  restore: (it, id) => restoreLink(needs, it, id),
  preview: (it, at) => previewFile(needs, it, at),
  browse: (it, wish) => browseFiles(needs, it, wish),
  sites: (it, wish) => browseSites(needs, it, wish),
  libraries: (it, site) => librariesOf(needs, it, site),
  sharePoint: (it) => sharePointState(needs, it),
  switchSharePoint: (it, isOn) => switchSharePoint(needs, it, isOn),
});
