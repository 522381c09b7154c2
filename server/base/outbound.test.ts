import type { lookup } from 'node:dns';
import { isPrivateAddress } from './destinations.js';
import { createOutbound } from './outbound.js';

const resolveTo = (address: string) =>
  ((_host: string, _options: object, done: (error: null, found: object[]) => void) =>
    done(null, [{ address, family: address.includes(':') ? 6 : 4 }])) as unknown as typeof lookup;
const wayOut = (address = '203.0.113.9', refused: string[] = []) =>
  createOutbound({
    configured: ['https://graph.example', 'https://login.example:8443'],
    named: ['https://*.sharepoint.example', 'https://files.example'],
    onRefused: (origin) => void refused.push(origin),
    resolve: resolveTo(address),
  });
const causeOf = async (asked: Promise<unknown>): Promise<string> => {
  try {
    await asked;
    return 'an answer came';
  } catch (error) {
    const { message, cause } = error as Error;
    return `${message} ${cause instanceof Error ? cause.message : ''}`;
  }
};

test.each([
  'http://graph.example/v1.0/me',
  'https://graph.example.evil.example/',
  'https://graph.example:444/',
  'https://evil.example/',
  'https://graph.example@evil.example/',
  'https://me:secret@graph.example/',
  'https://127.0.0.1/',
  'https://[::1]/',
  'https://169.254.169.254/latest/meta-data',
  'https://sharepoint.example/',
  'https://evilsharepoint.example/',
  'https://sharepoint.example.evil.example/',
  'file:///etc/passwd',
  'data:text/plain,x',
])('M93 nothing leads to %s, and it is told', async (url) => {
  const refused: string[] = [];
  const { outbound, close } = wayOut(undefined, refused);
  expect(await causeOf(outbound(url))).toContain('a destination that nobody named');
  expect(refused).toEqual([new URL(url).origin]);
  await close();
});

test.each(['127.0.0.1', '10.1.2.3', '169.254.169.254', '192.168.0.1', '::1', 'fd00::1', '::ffff:10.0.0.1'])(
  "M93 a name of Microsoft's that leads to %s is not followed",
  async (address) => {
    const { outbound, close } = wayOut(address);
    expect(await causeOf(outbound('https://alder.sharepoint.example/upload'))).toContain('private address');
    await close();
  },
);

test('M93 private addresses are told from public ones', () => {
  for (const it of [
    ...['172.31.255.255', '100.64.0.1', '0.0.0.0', '224.0.0.1', '255.255.255.255', 'fe80::1', '::', 'x'],
    // The same inner addresses in the clothes that IPv6 has for them.
    ...['::ffff:127.0.0.1', '::ffff:7f00:1', '::FFFF:0A00:0001', '0:0:0:0:0:ffff:a9fe:a9fe', '::7f00:1', '::127.0.0.1'],
    ...['64:ff9b::7f00:1', '64:ff9b:1::a00:1', '2002:7f00:1::', '2002:a9fe:a9fe::1', '2001:0:1::1', 'fec0::1'],
  ])
    expect([it, isPrivateAddress(it)]).toEqual([it, true]);
  for (const it of ['172.32.0.1', '20.190.128.1', '2603:1026::1', '::ffff:8.8.8.8', '::ffff:808:808', '2620:1ec::1'])
    expect([it, isPrivateAddress(it)]).toEqual([it, false]);
});
