import { isAtOrigin } from '../../base/destinations.js';
import { AppError } from '../../base/errors.js';

/** `u!…` as Graph names a share. Throws one sentence for what is no link of OneDrive or SharePoint. */
export function toShareId(pasted: string, origins: readonly string[]): string {
  const address = pasted.trim().replace(/^<(.*)>$/, '$1');
  if (!URL.canParse(address) || !/^https?:/i.test(address))
    throw refused('This is not a link. Copy it with "Copy link" in OneDrive or SharePoint; it begins with https://.');
  if (!isAtOrigin(address, origins))
    throw refused(
      'This link leads neither to OneDrive nor to SharePoint. Only files that are kept there can be linked.',
    );
  return `u!${Buffer.from(address).toString('base64url')}`;
}

/** The organisation in a host of SharePoint: `contoso` for contoso.sharepoint.com and contoso-my.sharepoint.com. */
export function organisationOf(address: string): string | undefined {
  if (!URL.canParse(address)) return undefined;
  return /^([a-z0-9-]+?)(?:-my|-admin)?\.sharepoint(?:-mil)?\.(?:com|us|cn)$/i.exec(new URL(address).hostname)?.[1];
}

/** Why a link that looks right could not be followed. `ownAddress` is an address of the viewer's own organisation. */
export function explainShare(error: AppError, pasted: string, ownAddress: string | undefined): AppError {
  if (!['access_denied', 'not_found', 'invalid_request'].includes(error.code)) return error;
  const [theirs, own] = [organisationOf(pasted), ownAddress && organisationOf(ownAddress)];
  const isOthers = theirs !== undefined && own !== undefined && theirs.toLowerCase() !== own.toLowerCase();
  const sentence = isOthers
    ? 'This link belongs to another organisation. Only files of your own organisation can be linked.'
    : error.code === 'invalid_request'
      ? 'This link cannot be read. Copy it again with "Copy link" in OneDrive or SharePoint.'
      : 'You cannot open what this link leads to: it was deleted, it belongs to another organisation, or it was not shared with you. Open the link in your browser once; if it opens, try again.';
  return new AppError(isOthers || error.code === 'invalid_request' ? 'invalid_request' : 'access_denied', sentence, {
    source: 'graph',
    field: 'address',
    cause: error,
  });
}

const refused = (sentence: string): AppError =>
  new AppError('invalid_request', sentence, { source: 'request', field: 'address' });
