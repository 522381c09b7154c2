import { Behaviour } from '../../base/behaviour.js';
import { Clock } from '../../base/clock.js';
import { Store } from '../../base/store.js';
import { Tenants } from '../../tenant/tenants.js';
import { toMime } from './mime.js';

test('a message with attachments reads the same, byte for byte, however often it is read', async () => {
  const store = Store.open();
  const tenants = new Tenants(store, new Clock(), new Behaviour());
  const message = tenants.mailboxes.ofPerson('Ada').messages.find((it) => it.attachments.length > 1)!;
  const first = await toMime(message, store);
  expect(first.toString()).toMatch(/multipart\/mixed/);
  expect((await toMime(message, store)).equals(first)).toBe(true);
});
