import type { FileBehaviour } from '../base/file-behaviour.js';
import { alder } from '../tenant/company.js';
import type { Preset } from './preset.js';

/** A bad day of OneDrive and SharePoint that one setting makes. */
const setting = (name: string, title: string, meaning: string, change: Partial<FileBehaviour>): Preset => ({
  name,
  title,
  meaning,
  start: ({ tenants }) => {
    Object.assign(tenants.behaviour.files, change);
  },
});

/** Bad days of OneDrive and SharePoint, to be switched on by hand. */
export const filePresets: Preset[] = [
  setting('files-no-anonymous-links', 'No anonymous links', 'The organisation allows no links that anybody may open.', {
    anonymousLinks: false,
  }),
  setting('files-no-outsiders', 'No sharing outside', 'The organisation shares with nobody outside.', {
    externalSharing: false,
  }),
  setting('files-few-units', 'Small budget for files', '60 resource units a minute, then 429.', { unitsPerMinute: 60 }),
  setting('files-office-rewritten', 'Office files are rewritten', 'In every drive, two seconds after they arrive.', {
    officeRewriting: 'everywhere',
  }),
  setting('files-name-blocked', 'Open uploads block their name', 'Until they are finished, cancelled or over.', {
    openSessionBlocksName: true,
  }),
  setting('files-delta-holes', 'Holes in drive delta', 'Every third item comes without name and parent.', {
    deltaOmitsEvery: 3,
  }),
  setting(
    'files-inheritance-hidden',
    'Inheritance is not told',
    'Inherited permissions do not say where they come from, as libraries were documented.',
    {
      tellsInheritedFrom: false,
    },
  ),
  {
    name: 'files-delta-forgotten',
    title: 'Drive delta is forgotten',
    meaning: 'Every token handed out so far is answered 410.',
    start: ({ tenants }) => tenants.drives.forgetTokens(),
  },
  {
    name: 'files-locked',
    title: 'Files are locked',
    meaning: 'Somebody has every file open for ten minutes (423).',
    start: ({ tenants }) => {
      const until = tenants.drives.clock.now().getTime() + 600_000;
      for (const drive of tenants.drives.all())
        for (const item of Object.values(drive.items)) if (item.file) item.lockedUntil = until;
    },
  },
  {
    name: 'files-drive-full',
    title: 'OneDrive is full',
    meaning: 'No byte more fits into the drives of people (507).',
    start: ({ tenants }) => {
      for (const drive of tenants.drives.all()) if (drive.objectId) drive.quotaBytes = tenants.drives.used(drive);
    },
  },
  {
    name: 'files-never-opened',
    title: 'OneDrive was never opened',
    meaning: 'People have no OneDrive until they open it (404).',
    start: ({ tenants }) => {
      for (const drive of tenants.drives.list(alder.tenantId)) if (drive.objectId) drive.isNotOpened = true;
    },
  },
];
