import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { attach, ended, send, write } from '../support/compose.js';
import { follow } from '../support/followed.js';
import { until } from '../support/until.js';
import { judgeTraffic } from '../support/judge.js';
import { administeredBy } from '../support/folders.js';
import { allowSharedFiles } from '../support/files.js';
import { startWorld } from '../support/world.js';

test('M93 M112 what server and sandbox say to each other is what Microsoft Graph would say, by its own description', async () => {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-traffic-'));
  const world = await startWorld({ environment: administeredBy('Ada'), trafficLog: path.join(folder, 'traffic') });
  try {
    const [ada, ben] = await Promise.all([world.as('Ada'), world.as('Ben')]);
    const { faults } = world.sandbox;
    const first = await ada.file('Quote for the renewal', undefined, { saveCopy: true });
    await ada.settled(first.id);
    await ben.file('Quote for the renewal');
    const { mailbox } = await follow(world, ada, (settings) => {
      settings.organization = { kind: 'move', by: 'record' };
    });
    const jana = { module: 'people', id: 'rec_jana' };
    const { entries } = await ada.call('GET /records/:module/:id/timeline', { params: jana });
    const wish = { mailbox: mailbox.id, to: [{ address: ben.person.userPrincipalName }] };
    const entry = entries.find((it) => it.filing)?.id ?? '';
    for (const mail of [await write(ada, jana, wish), await write(ada, jana, { ...wish, kind: 'forward', entry })]) {
      await attach(ada, mail, 'small.txt', Buffer.from('small'));
      await attach(ada, mail, 'large.bin', Buffer.alloc(5_000_000, 1));
      faults.add({ service: 'graph', method: 'POST', path: '/send$', lateAnswer: { status: 504 } });
      await send(ada, mail);
      expect((await ended(ada, mail)).state).toBe('sent');
    }
    await until(
      () => ada.call('GET /mailboxes/:mailbox/organization', { params: { mailbox: mailbox.id } }),
      (it) => it.moved > 0 && it.waiting === 0,
    );
    await ada.call('POST /mailboxes/:mailbox/organization/undo', { params: { mailbox: mailbox.id }, body: {} });
    faults.add({
      service: 'graph',
      times: 2,
      answer: { status: 429, code: 'ApplicationThrottled', message: 'Wait.', retryAfterSeconds: 1 },
    });
    faults.add({
      service: 'graph',
      method: 'PUT',
      answer: { status: 503, code: 'serviceNotAvailable', message: 'Later.' },
    });
    faults.add({
      service: 'graph',
      method: 'PATCH',
      lateAnswer: { status: 504, code: 'gatewayTimeout', message: 'Late.' },
    });
    const large = await ada.file('Floor plans and photographs', { module: 'deals', id: 'rec_d1077' });
    await ada.settled(large.id);
    await ada.call('POST /records/search', { body: { query: 'Harbour' } });
    allowSharedFiles(world);
    const params = { module: 'people', id: 'rec_jana' };
    const { items } = await ada.call('POST /files/browse', { body: { place: { from: 'recent' } } });
    for (const place of [{ from: 'mine' }, { from: 'shared' }, { from: 'search', words: 'quote' }] as const)
      await ada.call('POST /files/browse', { body: { place } });
    await ada.call('POST /records/:module/:id/files', { params, body: { file: items[0]! } });
    await ada.call('POST /files/preview', { body: items[0]! });
    await ada.call('GET /records/:module/:id/files', { params });
    await ada.call('PUT /sharepoint', { body: { isOn: true } });
    const { sites } = await ada.call('POST /sites/browse', { body: { from: 'search', words: '' } });
    await ada.call('POST /sites/libraries', { body: { site: sites[0]!.id } });
    for (const { id } of [first, large]) {
      await ada.call('POST /filings/:id/unfile', { params: { id } });
      await ada.settled(id);
    }
    expect(
      (
        await ada.ask('POST', '/filings', {
          mailbox: ada.person.userPrincipalName,
          messageId: 'A'.repeat(150),
          internetMessageId: '<gone@example>',
          records: [{ module: 'people', id: 'rec_jana' }],
          attachmentIds: [],
          saveCopy: false,
        })
      ).status,
    ).toBe(404);
  } finally {
    await world.stop();
  }
  const logs = fs.readdirSync(folder).map((name) => path.join(folder, name));
  const lines = logs.flatMap((file) => fs.readFileSync(file, 'utf8').trim().split('\n'));
  expect(lines.length).toBeGreaterThan(30);
  expect(lines.join('\n')).not.toMatch(/eyJ[\w-]+\.[\w-]+/); // no token is ever written down
  const verdict = judgeTraffic(folder);
  if (verdict) {
    expect(verdict.results.filter((it) => it.problems.some(({ level }) => level === 'error'))).toEqual([]);
    expect(verdict.summary).toMatchObject({ exchanges: lines.length, errors: 0 });
  } else
    console.warn(
      'Graph traffic was recorded but NOT judged: graph-openapi is not here (set GRAPH_OPENAPI to its folder).',
    );
  fs.rmSync(folder, { recursive: true, force: true });
}, 420_000);
