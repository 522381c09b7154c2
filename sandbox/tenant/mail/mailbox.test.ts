import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { Behaviour } from '../../base/behaviour.js';
import { Clock } from '../../base/clock.js';
import { Store } from '../../base/store.js';
import { Mailboxes } from '../mailboxes.js';
import type { Mailbox } from './mailbox.js';
import { anyTime } from './message-list.js';

const mailboxes = (store = Store.open()) => new Mailboxes(store, new Clock(), new Behaviour());
const folder = (box: Mailbox, name: string) => box.folder(name)?.id ?? '';

test('a folder counts what is in it, and keeps counting through changes, moves and deletions', () => {
  const boxes = mailboxes();
  boxes.generate({ person: 'Ada', count: 2000 });
  const box = boxes.ofPerson('Ada');
  const recount = (id: string) => {
    const inside = box.messages.filter((it) => it.folderId === id);
    const { list } = box.contents(id);
    expect([list.items.length, list.unread]).toEqual([inside.length, inside.filter((it) => !it.graph.isRead).length]);
    expect(list.items).toEqual([...inside].sort((a, b) => b.receivedMs - a.receivedMs || b.number - a.number));
  };
  const inbox = folder(box, 'inbox');
  const archive = folder(box, 'archive');
  for (const it of box.contents(inbox).list.items.slice(0, 200)) {
    it.graph.isRead = !it.graph.isRead;
    box.changed(it);
  }
  for (const it of box.contents(inbox).list.items.slice(100, 180)) box.move(it, archive);
  for (const it of box.contents(archive).list.items.slice(0, 30)) box.remove(it);
  recount(inbox);
  recount(archive);
  expect(box.everything.items).toHaveLength(2000 - 30);
});

test('a stretch of time is the same as by looking at each message', () => {
  const boxes = mailboxes();
  boxes.generate({ person: 'Ada', count: 1500 });
  const { everything } = boxes.ofPerson('Ada');
  const borders = [3, 400, 401, 900].map((i) => everything.items[i]?.receivedMs ?? 0);
  for (const from of borders)
    for (const to of borders)
      for (const [fromInclusive, toInclusive] of [
        [true, true],
        [false, true],
        [true, false],
      ] as const) {
        const [first, end] = everything.within({ from, to, fromInclusive, toInclusive });
        const expected = everything.items.filter(
          ({ receivedMs: it }) => (fromInclusive ? it >= from : it > from) && (toInclusive ? it <= to : it < to),
        );
        expect(everything.items.slice(first, end)).toEqual(expected);
      }
  expect(everything.within(anyTime)).toEqual([0, 1500]);
});

test('a moved message has another default id and the same immutable id; the old id leads nowhere', () => {
  const boxes = mailboxes();
  boxes.deliver({
    from: { name: 'X', address: 'x@y.example' },
    to: [{ name: 'Ben', address: 'ben@alderfinch.example' }],
    subject: 's',
    html: 'h',
  });
  const box = boxes.ofPerson('Ben');
  const it = box.messages[0];
  if (!it) throw new Error('not delivered');
  const [before, immutable] = [it.restId, it.immutableId];
  box.move(it, folder(box, 'archive'));
  expect(it.restId).not.toBe(before);
  expect(box.message(before)).toBeUndefined();
  expect(box.message(immutable)).toBe(it);
});

test('a mailbox of a hundred thousand messages comes back from a small file, with what was changed in it', () => {
  const dir = fs.mkdtempSync(path.join(os.tmpdir(), 'sandbox-mail-'));
  try {
    const store = Store.open(dir);
    const boxes = mailboxes(store);
    boxes.generate({ person: 'Ada', count: 100_000, seed: 9 });
    const box = boxes.ofPerson('Ada');
    const [first, second, third] = box.contents(folder(box, 'inbox')).list.items.slice(500);
    if (!first || !second || !third) throw new Error('the inbox is too small');
    first.graph.categories = ['Coherence'];
    box.changed(first);
    box.move(second, folder(box, 'archive'));
    box.remove(third);
    store.close();
    expect(fs.statSync(path.join(dir, 'state.json')).size).toBeLessThan(200_000);

    const reopened = Store.open(dir);
    const again = mailboxes(reopened).ofPerson('Ada');
    expect(again.everything.items).toHaveLength(99_999);
    expect(again.message(first.restId)?.graph.categories).toEqual(['Coherence']);
    expect(again.message(second.restId)?.folderId).toBe(folder(box, 'archive'));
    expect(again.message(third.restId)).toBeUndefined();
    expect(again.message(second.restId)?.graph).toEqual(second.graph);
    expect(again.contents(folder(box, 'archive')).list.items.length).toBe(
      box.contents(folder(box, 'archive')).list.items.length,
    );
    reopened.close();
  } finally {
    fs.rmSync(dir, { recursive: true });
  }
});

test('generating the same again adds nothing', () => {
  const boxes = mailboxes();
  for (let i = 0; i < 2; i++) boxes.generate({ person: 'Ada', count: 50, seed: 2 });
  boxes.generate({ person: 'Ada', count: 50, seed: 3 });
  expect(boxes.ofPerson('Ada').everything.items).toHaveLength(100);
});

test('mail to a distribution list reaches each member once, and answers keep the conversation', () => {
  const boxes = mailboxes();
  const to = ['everybody@alderfinch.example', 'ben@alderfinch.example'].map((address) => ({ name: address, address }));
  const id = boxes.deliver({ from: { name: 'X', address: 'x@y.example' }, to, subject: 's', html: 'h' });
  for (const name of ['Ada', 'Ben', 'Cleo', 'Dario'])
    expect(boxes.ofPerson(name).byInternetMessageId(id)).toHaveLength(1);
  const answer = boxes.deliver({
    from: { name: 'Z', address: 'z@y.example' },
    to,
    subject: 'Re: s',
    html: 'h',
    inReplyTo: id,
  });
  const ben = boxes.ofPerson('Ben');
  expect(ben.byInternetMessageId(answer)[0]?.graph.conversationId).toBe(
    ben.byInternetMessageId(id)[0]?.graph.conversationId,
  );
});
