import { translate } from './translate.js';

test('M46 an entry of a drive’s changes says here, gone, or that it must be asked for', () => {
  expect(translate({ id: '1', deleted: { state: 'deleted' }, name: 'Old.txt' })).toEqual({ kind: 'gone', itemId: '1' });
  expect(translate({ id: '2' })).toEqual({ kind: 'sparse', itemId: '2' });
  expect(
    translate({ id: '3', name: 'New.txt', parentReference: { driveId: 'd', id: 'p' }, webUrl: 'https://x.example/3' }),
  ).toEqual({ kind: 'here', itemId: '3', name: 'New.txt', parentId: 'p', webUrl: 'https://x.example/3' });
});
