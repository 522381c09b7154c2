import type { FileRequest } from '../../contract/api.js';
import { PaneError } from './errors.js';
import { Outbox, whenToTryAgain, type Waiting } from './outbox.js';

const waiting = (itemId: string, notBefore = 0): Waiting => ({
  itemId,
  request: { internetMessageId: `<${itemId}>` } as FileRequest,
  recordName: 'Jana',
  reason: 'offline',
  notBefore,
});
const memory = (text?: string) => {
  const kept = new Map(text ? [['coherence.outbox', text]] : []);
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  };
};
let now = 1_000_000;
beforeEach(() => {
  jest.useFakeTimers();
  now = 1_000_000;
});
afterEach(() => jest.useRealTimers());
const outboxWith = (send: (request: FileRequest) => Promise<never[]>, storage = memory()) => {
  const filed: string[] = [];
  const outbox = new Outbox({ storage, send, onFiled: (it) => filed.push(it.itemId), now: () => now });
  return { outbox, filed, storage };
};

test('what waits is sent once and then gone', async () => {
  const send = jest.fn(async () => []);
  const { outbox, filed } = outboxWith(send);
  outbox.add(waiting('a'));
  await Promise.all([outbox.send(), outbox.send()]);
  expect(send).toHaveBeenCalledTimes(1);
  expect(filed).toEqual(['a']);
  expect(outbox.all()).toEqual([]);
});

test('it survives a reload of the pane', () => {
  const { outbox, storage } = outboxWith(async () => []);
  outbox.add(waiting('a', now + 60_000));
  expect(outboxWith(async () => [], storage).outbox.of('a')?.recordName).toBe('Jana');
});

test('one mail waits once: choosing anew takes the place of the wish before', () => {
  const { outbox } = outboxWith(async () => []);
  outbox.add(waiting('a', now + 60_000));
  outbox.add({ ...waiting('a', now + 60_000), recordName: 'Lumen Works' });
  expect(outbox.all().map((it) => it.recordName)).toEqual(['Lumen Works']);
});

test('nothing goes out before the time that was asked for', async () => {
  const send = jest.fn(async () => []);
  const { outbox } = outboxWith(send);
  outbox.add(waiting('a', now + 20_000));
  await outbox.send();
  expect(send).not.toHaveBeenCalled();
  now += 20_000;
  await outbox.send();
  expect(send).toHaveBeenCalledTimes(1);
});

test('still offline: it goes on waiting; refused for good: it stays and says why, and is not tried again by itself', async () => {
  let error = new PaneError('offline', 'no network');
  const send = jest.fn(() => Promise.reject(error));
  const { outbox } = outboxWith(send);
  outbox.add(waiting('a'));
  await outbox.send();
  expect(outbox.of('a')).toMatchObject({ reason: 'offline', notBefore: now + 15_000 });
  expect(outbox.of('a')?.problem).toBeUndefined();
  error = new PaneError('not_found', 'This record was deleted.');
  now += 15_000;
  await outbox.send();
  expect(outbox.of('a')?.problem).toBe('This record was deleted.');
  await outbox.send();
  expect(send).toHaveBeenCalledTimes(2);
});

test('taken back before it was sent, it is not sent', async () => {
  const send = jest.fn(async () => []);
  const { outbox } = outboxWith(send);
  outbox.add(waiting('a'));
  outbox.remove('a');
  await outbox.send();
  expect(send).not.toHaveBeenCalled();
});

test('a storage with nonsense in it, or none that can be written, does no harm', () => {
  expect(outboxWith(async () => [], memory('{nonsense')).outbox.all()).toEqual([]);
  const full = {
    getItem: () => null,
    setItem: () => {
      throw new Error('full');
    },
  };
  const { outbox } = outboxWith(async () => [], full);
  outbox.add(waiting('a', now + 1));
  expect(outbox.of('a')).toBeTruthy();
});

test('only what passes by itself is tried again: no network, and being asked to wait', () => {
  expect(whenToTryAgain(new PaneError('throttled', '', { retryAfterSeconds: 7 }), 0)).toEqual({
    reason: 'throttled',
    notBefore: 7_000,
  });
  expect(whenToTryAgain(new PaneError('access_denied', ''), 0)).toBeUndefined();
  expect(whenToTryAgain(new PaneError('timed_out', ''), 0)).toBeUndefined();
});
