import fs from 'node:fs';
import path from 'node:path';
import { Store } from '../base/store.js';
import { alder, birch } from '../tenant/company.js';
import { Deployments } from './deployments.js';

const root = process.cwd();
const xml = fs.readFileSync(path.join(root, 'manifest.xml'), 'utf8');
const placed = (version: string) =>
  xml
    .replaceAll('coherence-365.example', 'outlook.alder.example')
    .replace(/<Version>.*<\/Version>/, `<Version>${version}</Version>`);
const [ada, ben] = alder.people.map((it) => it.id) as [string, string];
let deployments: Deployments;
beforeEach(() => {
  deployments = new Deployments(Store.open(), root);
});

test("M112 until something is uploaded, everybody has the project's own manifest, at the address of the server that runs", () => {
  expect(deployments.for(alder.tenantId, ada)).toMatchObject({ origin: null, panePath: '/taskpane.html' });
  expect(deployments.of(birch.tenantId)).toMatchObject({ isOwn: true, assigned: 'everybody' });
});

test('M110 a ring of one, then more people, then everybody; another organisation keeps what it had', () => {
  deployments.upload(alder.tenantId, placed('0.1.0.0'), [ada]);
  expect(deployments.for(alder.tenantId, ada)).toMatchObject({ origin: 'https://outlook.alder.example' });
  expect(deployments.for(alder.tenantId, ben)).toBeUndefined();
  deployments.assign(alder.tenantId, [ada, ben]);
  expect(deployments.for(alder.tenantId, ben)).toBeDefined();
  deployments.assign(alder.tenantId, 'everybody');
  expect(deployments.for(alder.tenantId, 'anybody')).toBeDefined();
  expect(deployments.of(birch.tenantId)).toMatchObject({ isOwn: true });
});

test('M110 an update has a higher version and keeps its people; removed it is gone for all', () => {
  deployments.upload(alder.tenantId, placed('0.1.0.0'), [ada]);
  expect(() => deployments.upload(alder.tenantId, placed('0.1.0.0'))).toThrow(/higher than 0[.]1[.]0[.]0/);
  expect(() => deployments.upload(alder.tenantId, placed('0.0.9.0'))).toThrow(/higher/);
  deployments.upload(alder.tenantId, placed('0.1.0.10'));
  deployments.upload(alder.tenantId, placed('0.2'));
  expect(deployments.for(alder.tenantId, ada)).toMatchObject({ version: '0.2' });
  expect(deployments.for(alder.tenantId, ben)).toBeUndefined();
  deployments.remove(alder.tenantId);
  expect(deployments.for(alder.tenantId, ada)).toBeUndefined();
});

test.each<[string, string, RegExp]>([
  ['nothing', '', /no mail app/],
  ['a manifest of another kind', xml.replace('xsi:type="MailApp"', 'xsi:type="TaskPaneApp"'), /no mail app/],
  ['an id that is no GUID', xml.replace(/<Id>.*<\/Id>/, '<Id>x</Id>'), /id that is a GUID/],
  ['no button', xml.replace('MessageReadCommandSurface', 'Module'), /message read surface/],
  ['plain http', placed('1.0').replace('DefaultValue="https://', 'DefaultValue="http://'), /not https/],
])('M112 %s is refused with a sentence, and what was there stays', (_what, text, sentence) => {
  expect(() => deployments.upload(alder.tenantId, text, 'everybody')).toThrow(sentence);
  expect(deployments.of(alder.tenantId)).toMatchObject({ isOwn: true });
});

test('M112 another add-in waits until the first one is removed', () => {
  deployments.upload(alder.tenantId, placed('0.1.0.0'), 'everybody');
  const other = placed('0.2.0.0').replace(/<Id>.*<\/Id>/, '<Id>11111111-2222-4333-8444-555555555555</Id>');
  expect(() => deployments.upload(alder.tenantId, other)).toThrow(/another add-in/);
  deployments.remove(alder.tenantId);
  deployments.upload(alder.tenantId, other, 'everybody');
  expect(deployments.of(alder.tenantId)?.addIn.id).toMatch(/^1111/);
});
