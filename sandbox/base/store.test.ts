import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Store } from './store.js';

const folders: string[] = [];
const newFolder = () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'sandbox-store-'));
  folders.push(folder);
  return folder;
};
afterAll(() => {
  for (const folder of folders) fs.rmSync(folder, { recursive: true, force: true });
});
const read = async (store: Store, hash: string, start: number, end: number) => {
  const parts: Buffer[] = [];
  for await (const part of store.streamBlob(hash, start, end)) parts.push(Buffer.from(part as Uint8Array));
  return Buffer.concat(parts).toString();
};

test.each(['memory', 'folder'])(
  'a draft grows by parts, and becomes a blob that can be read in ranges (%s)',
  async (kind) => {
    const store = Store.open(kind === 'folder' ? newFolder() : undefined);
    const draft = store.draft('upload-1');
    draft.append(Buffer.from('hello '));
    draft.append(Buffer.from('world, and more'));
    draft.truncate(11);
    expect(draft.size()).toBe(11);
    store.keepDraft(draft, 'abc');
    expect(store.getBlob('abc').toString()).toBe('hello world');
    expect(await read(store, 'abc', 6, 10)).toBe('world');
    store.close();
  },
);

test('a draft on disk is there after a restart', () => {
  const folder = newFolder();
  Store.open(folder).draft('upload-2').append(Buffer.from('half'));
  expect(Store.open(folder).draft('upload-2').bytes().toString()).toBe('half');
});

test('large blobs stay on disk and are answered whole', () => {
  const folder = newFolder();
  const store = Store.open(folder);
  const large = Buffer.alloc(3 * 1024 * 1024, 'abc');
  const hash = store.putBlob(large);
  expect(store.getBlob(hash).equals(large)).toBe(true);
  expect(store.getBlob(hash)).not.toBe(store.getBlob(hash));
  store.close();
});
