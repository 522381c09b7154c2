import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { inspect } from 'node:util';
import { readConfig } from './config.js';

const good = {
  PUBLIC_URL: 'https://coherence.example/',
  CLIENT_ID: '3c9f2a44-58f0-4a53-9d0e-6f1b2c3d4e5f',
  CLIENT_SECRET: 'a secret of the registration',
  ENCRYPTION_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
  COHERENCE_CONNECTIONS: JSON.stringify([
    {
      tenant: '5a1c7e0e-1f6b-4f3c-9b64-0c1d6a7e2f01',
      baseUrl: 'https://api.coherence.example/v1',
      appUrl: 'https://app.coherence.example',
      apiKey: 'sk_live_0000000000',
    },
  ]),
};
const reading = (changes: Record<string, string | undefined>) => () => readConfig({ ...good, ...changes });

test('the least settings are enough, and addresses lose their last slash', () => {
  const { config } = readConfig(good);
  expect(config).toMatchObject({
    publicUrl: 'https://coherence.example',
    role: 'all',
    database: { folder: './data/server' },
  });
});

test.each<[string, Record<string, string | undefined>, RegExp]>([
  ['both databases', { DATABASE_URL: 'postgres://x/y', DATA_DIR: '/data' }, /both set. Choose PostgreSQL/],
  ['a worker on the embedded database', { ROLE: 'worker' }, /serves one process only. Set DATABASE_URL, or ROLE=all/],
  ['a web process on the embedded database', { ROLE: 'web' }, /serves one process only/],
  ['another database', { DATABASE_URL: 'mysql://x/y' }, /DATABASE_URL: /],
  ['plain http', { PUBLIC_URL: 'http://coherence.example' }, /PUBLIC_URL: /],
  ['a client id that is none', { CLIENT_ID: 'coherence' }, /CLIENT_ID: /],
  ['no secret', { CLIENT_SECRET: undefined }, /CLIENT_SECRET: /],
  ['no key', { ENCRYPTION_KEYS: '' }, /ENCRYPTION_KEYS: /],
  ['a port beyond', { PORT: '70000' }, /PORT: /],
  ['connections that are no JSON', { COHERENCE_CONNECTIONS: '[{' }, /COHERENCE_CONNECTIONS: is not a JSON list/],
  ['a category Outlook would split', { FILED_CATEGORY: 'A, B' }, /FILED_CATEGORY: /],
  ['a lease without end', { WORKER_LEASE_SECONDS: '100000' }, /WORKER_LEASE_SECONDS: /],
  [
    'a secret file that is not there',
    { CLIENT_SECRET: undefined, CLIENT_SECRET_FILE: '/nowhere/secret' },
    /CLIENT_SECRET_FILE names \/nowhere\/secret, which is not there/,
  ],
])('%s is refused with the variable named', (_what, changes, sentence) => {
  expect(reading(changes)).toThrow(sentence);
});

test('several mistakes are named together', () => {
  expect(reading({ PUBLIC_URL: undefined, CLIENT_ID: 'x', PORT: 'y' })).toThrow(
    /PORT: [^]*PUBLIC_URL: [^]*CLIENT_ID: /,
  );
});

test('M92 a secret may stand in a file, and secrets never print', () => {
  const file = path.join(fs.mkdtempSync(path.join(os.tmpdir(), 'coherence-secret-')), 'secret');
  fs.writeFileSync(file, 'from a file\n');
  const { secrets } = readConfig({ ...good, CLIENT_SECRET: undefined, CLIENT_SECRET_FILE: file });
  expect(secrets.clientSecret).toBe('from a file');
  expect(inspect(secrets) + JSON.stringify(secrets) + JSON.stringify({ secrets })).not.toMatch(/from a file|sk_live/);
});
