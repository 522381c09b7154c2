import { hrefs, readPlace } from './place.js';

test.each([
  ['', { kind: 'integrations' }],
  ['#/integrations', { kind: 'integrations' }],
  ['#/integrations/microsoft', { kind: 'microsoft' }],
  ['#/settings/integrations/microsoft', { kind: 'microsoft' }],
  ['#/integrations/onedrive', { kind: 'oneDrive', view: 'settings' }],
  ['#/integrations/onedrive/folders', { kind: 'oneDrive', view: 'folders' }],
  ['#/integrations/onedrive/folders/a-1', { kind: 'oneDrive', view: 'folders', run: 'a-1' }],
  ['#/integrations/onedrives', { kind: 'nowhere' }],
  ['#/review', { kind: 'review' }],
  ['#/mailboxes/12', { kind: 'mailbox', id: '12', view: 'settings' }],
  ['#/mailboxes/12/log', { kind: 'mailbox', id: '12', view: 'log' }],
  ['#/mailboxes/12/elsewhere', { kind: 'nowhere' }],
  ['#/mailboxes/twelve', { kind: 'nowhere' }],
  ['#code=1.abc&client_info=x&state=y', { kind: 'returning' }],
])('M2 the address %s leads to its place', (hash, place) => {
  expect(readPlace(hash)).toEqual(place);
});

test('M2 the links of the page lead to places it knows', () => {
  expect(readPlace(hrefs.review)).toEqual({ kind: 'review' });
  expect(readPlace(hrefs.microsoft)).toEqual({ kind: 'microsoft' });
  expect(readPlace(hrefs.mailbox('7', 'progress'))).toEqual({ kind: 'mailbox', id: '7', view: 'progress' });
});
