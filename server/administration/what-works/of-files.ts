import type { WhatWorks } from '../../../contract/what-works.js';
import type { Facts } from './facts.js';
import { allowedAt, byAdministrator, byYou, limited, off, works } from './words.js';

const notAllowed = 'You have not allowed files. You are asked when you first keep one.';

export const ofFiles = (it: Facts): WhatWorks[] => [
  attachments(it),
  sharePoint(it),
  recordFolders(it),
  folderAccess(it),
];

function attachments({ may, files, withheld }: Facts): WhatWorks {
  const capability = 'attachments';
  if (files?.attachments === 'never')
    return off(capability, 'Your organisation keeps no attachments of mail.', byAdministrator('oneDrive'));
  if (!may('files')) return off(capability, notAllowed, byYou('oneDrive'));
  if (withheld.files.length > 0)
    return limited(
      capability,
      `Your organisation lets no files come to records of ${withheld.files.join(', ')}.`,
      byAdministrator('policy'),
    );
  return works(capability, `They go to the record’s folder in ${files?.place ?? 'your own OneDrive'}.`);
}

function sharePoint({ lack, may, allowUrl, isSharePointOn }: Facts): WhatWorks {
  const capability = 'sharePoint';
  const lacking = lack('sites');
  if (lacking) return off(capability, lacking);
  if (!isSharePointOn)
    return off(capability, 'Your organisation has not switched on SharePoint.', byAdministrator('oneDrive'));
  return may('sites')
    ? works(capability, 'Sites and libraries can be looked through, with your own right.')
    : off(capability, 'You have not allowed Coherence to see your sites.', allowedAt('you', allowUrl('sites')));
}

function recordFolders({ may, files, allowUrl, isPersonal }: Facts): WhatWorks {
  const capability = 'recordFolders';
  if (!may('files')) return off(capability, notAllowed, byYou('oneDrive'));
  if (!files)
    return isPersonal
      ? works(capability, 'Folders are made in your own OneDrive.')
      : limited(
          capability,
          'Nobody has chosen a place, so each folder is made in the OneDrive of whoever files first, and others may not be able to open it.',
          byAdministrator('oneDrive'),
        );
  if (files.root === 'library' && !may('sites'))
    return limited(
      capability,
      `They are in ${files.place}, which Coherence may not open for you yet.`,
      allowedAt('you', allowUrl('sites')),
    );
  return works(capability, `They are made in ${files.place}.`);
}

function folderAccess({ files, coherence, isPersonal }: Facts): WhatWorks {
  const capability = 'folderAccess';
  if (isPersonal) return off(capability, 'A personal account has no colleagues to share folders with.');
  if (!files || files.sharing === 'none')
    return off(
      capability,
      'Folders are shared with nobody by Coherence: they are as in the folder above.',
      byAdministrator('oneDrive'),
    );
  return coherence.users === 0
    ? limited(
        capability,
        'Coherence does not tell who its users are here, so an administrator says who stands for whom in Microsoft 365.',
        byAdministrator('access'),
      )
    : works(capability, 'Who may open a folder follows its record, once somebody agreed to it.');
}
