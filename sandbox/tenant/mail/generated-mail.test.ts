import { Behaviour } from '../../base/behaviour.js';
import { Clock } from '../../base/clock.js';
import { Store } from '../../base/store.js';
import { Mailboxes } from '../mailboxes.js';
import { previewOf } from './shapes.js';

const until = new Date('2026-11-20T12:00:00Z');
const filled = (seed = 5, count = 3000) => {
  const boxes = new Mailboxes(Store.open(), new Clock(), new Behaviour());
  boxes.generate({ person: 'Ada', count, seed, until });
  return boxes.ofPerson('Ada');
};

test('the same seed makes the same mail, another seed makes other mail', () => {
  const say = (box: ReturnType<typeof filled>) =>
    box.everything.items.map((it) => [it.graph.subject, it.graph.receivedDateTime, it.graph.internetMessageId]);
  expect(say(filled())).toEqual(say(filled()));
  expect(say(filled(6))).not.toEqual(say(filled()));
});

test('generated mail is like a real mailbox: threads, bulk mail with its headers, attachments, folders of one’s own', () => {
  const box = filled();
  const all = box.everything.items;
  const threads = new Map<string, number>();
  for (const it of all)
    threads.set(it.graph.conversationId ?? '', (threads.get(it.graph.conversationId ?? '') ?? 0) + 1);
  expect(Math.max(...threads.values())).toBeGreaterThan(5);
  const bulk = all.filter((it) => it.headers.some((h) => h.name === 'List-Unsubscribe')).length / all.length;
  expect(bulk).toBeGreaterThan(0.05);
  expect(bulk).toBeLessThan(0.25);
  expect(all.filter((it) => it.attachments.length > 0).length).toBeGreaterThan(100);
  expect(box.folders.find((it) => it.displayName === 'Lumenworks')?.parentFolderId).toBe(
    box.folders.find((it) => it.displayName === 'Customers')?.id,
  );
  const sent = box.contents(box.folder('sentitems')?.id ?? '').list;
  expect(sent.items.every((it) => it.graph.from?.emailAddress?.address === 'ada@alderfinch.example')).toBe(true);
  const bodies = all.slice(0, 500).map((it) => it.graph.body?.content?.length ?? 0);
  const mean = bodies.reduce((sum, it) => sum + it, 0) / bodies.length;
  expect(mean).toBeGreaterThan(3000);
  expect(mean).toBeLessThan(5000);
});

test('an answer names the message it answers, and some messages arrive in the same second', () => {
  const box = filled();
  const answers = box.everything.items.filter((it) => it.headers.some((h) => h.name === 'In-Reply-To'));
  expect(answers.length).toBeGreaterThan(500);
  for (const it of answers.slice(0, 200)) {
    const named = it.headers.find((h) => h.name === 'In-Reply-To')?.value ?? '';
    expect(box.byInternetMessageId(named)[0]?.graph.conversationId).toBe(it.graph.conversationId);
  }
  const times = box.everything.items.map((it) => it.receivedMs);
  expect(new Set(times).size).toBeLessThan(times.length);
});

test('every message is found by id, internet message id and conversation; its facts fit its content', () => {
  const box = filled();
  for (const it of box.everything.items.filter((_, i) => i % 7 === 0)) {
    expect(box.message(it.restId)).toBe(it);
    expect(box.message(it.immutableId)).toBe(it);
    expect(box.byInternetMessageId(it.graph.internetMessageId ?? '')).toEqual([it]);
    expect(box.inConversation(it.graph.conversationId ?? '')).toContain(it);
    expect([it.receivedMs, it.isRead]).toEqual([Date.parse(it.graph.receivedDateTime ?? ''), it.graph.isRead]);
    expect(it.graph.bodyPreview).toBe(previewOf(it.graph.body?.content ?? ''));
  }
});
