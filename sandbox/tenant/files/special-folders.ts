/** Folders that can be asked for by purpose, and where they stand in a drive. */
export const specialFolders = [
  { name: 'documents', folder: 'Documents' },
  { name: 'photos', folder: 'Pictures' },
  { name: 'attachments', folder: 'Attachments' },
  { name: 'music', folder: 'Music' },
  { name: 'approot', folder: 'Apps' },
];
