import { render, screen } from '@testing-library/react';
import type { RecordView } from '../../../contract/api.js';
import type { FileItem, RecordFiles as Files } from '../../../contract/links.js';
import { QueryCache } from '../../api/query.js';
import { PaneContext, type Pane } from '../pane.js';
import { RecordFiles } from './RecordFiles.js';

const record = { module: 'people', id: 'rec_1', displayName: 'Jana', url: 'https://c.example/record/people/rec_1' };
const item = (itemId: string, name: string): FileItem => ({
  driveId: 'd',
  itemId,
  kind: 'file',
  name,
  sizeBytes: 1,
  webUrl: `https://contoso.sharepoint.com/${itemId}`,
});
const who = { name: 'Ben', isYou: false, address: 'ben@c.example' };

const drawn: FileItem = {
  ...item('1', 'Quote.pdf'),
  thumbnailUrl: 'https://contoso.sharepoint.com/1.png',
  changedBy: 'Ada',
  changedDateTime: '2026-11-01T00:00:00Z',
};

test('M46 the pane lists the folder and the linked files of a record, each once, and says plainly what one cannot open and what is gone', async () => {
  const files: Files = {
    folders: [{ state: 'there', items: [drawn, item('2', 'Plan.xlsx')], madeBy: who }],
    links: [
      { id: 'a', state: 'there', item: item('2', 'Plan.xlsx'), linkedBy: who, linkedDateTime: '2026-11-01T00:00:00Z' },
      { id: 'b', state: 'noAccess', linkedBy: who, linkedDateTime: '2026-11-01T00:00:00Z' },
      {
        id: 'c',
        state: 'gone',
        lastName: 'Old.txt',
        linkedBy: { name: 'Ada', isYou: true },
        linkedDateTime: '2026-11-01T00:00:00Z',
      },
      { id: 'd', state: 'unknown', linkedBy: who, linkedDateTime: '2026-11-01T00:00:00Z' },
    ],
  };
  const call = jest.fn().mockResolvedValue(files);
  const pane = { api: { call }, cache: new QueryCache() } as unknown as Pane;
  render(
    <PaneContext value={pane}>
      <RecordFiles record={record as RecordView} />
    </PaneContext>,
  );
  expect((await screen.findAllByRole('listitem')).map((it) => it.textContent)).toEqual([
    expect.stringMatching(/^Quote[.]pdf1 kB · changed by Ada/),
    expect.stringMatching(/^Plan[.]xlsx1 kB/),
    expect.stringMatching(/^You cannot open this file.*Ben can give you access.*Request access$/),
    expect.stringContaining('“Old.txt” was deleted'),
  ]);
  const request = screen.getByRole('link', { name: 'Request access' }).getAttribute('href') ?? '';
  expect(request).toMatch(/^mailto:ben%40c\.example\?subject=.*Jana/);
  expect(decodeURIComponent(request)).toContain(record.url);
  expect(screen.getByRole('link', { name: 'Open: Quote.pdf' }).getAttribute('href')).toBe(
    'https://contoso.sharepoint.com/1',
  );
  expect(screen.getByRole('link', { name: 'Open in Office: Plan.xlsx' })).toBeTruthy();
  expect(document.querySelector('.file-picture img')?.getAttribute('src')).toBe('https://contoso.sharepoint.com/1.png');
  expect(screen.getByText('1 more that you cannot open')).toBeTruthy();
  expect(screen.getByRole('link', { name: /All files/ }).getAttribute('href')).toBe(`${record.url}#files`);
});
