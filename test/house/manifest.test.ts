import fs from 'node:fs';
import path from 'node:path';
import { findMistakes } from '../../tools/manifest/rules.js';
import { findUnifiedMistakes } from '../../tools/manifest/unified.js';

const root = process.cwd();
const good = fs.readFileSync(path.join(root, 'manifest.xml'), 'utf8');
const unified = fs.readFileSync(path.join(root, 'manifest.json'), 'utf8');
const mistakesIn = (xml: string) => findMistakes(xml, { root });

test('M110 manifest.xml has no mistake our validator can find', async () => {
  expect(await mistakesIn(good)).toEqual([]);
});

type Mutation = [what: string, from: string | RegExp, to: string, sentence: string];
/** Every element that Microsoft wants at the top, taken out. */
const withoutPart = [
  ...[
    'Id',
    'Version',
    'ProviderName',
    'DefaultLocale',
    'DisplayName',
    'Description',
    'IconUrl',
    'HighResolutionIconUrl',
  ],
  ...['SupportUrl', 'Hosts', 'Requirements', 'FormSettings', 'Permissions', 'Rule'],
].map((name): Mutation => [
  `<${name}> that is missing`,
  new RegExp(`<${name}( [^>]*)?/>|<${name}[ >][^]*?</${name}>`),
  '',
  `<${name}> is missing.`,
]);
// Each rule must find its own mistake; a rule that finds nothing would not be noticed otherwise.
const mutations: Mutation[] = [
  ...withoutPart,
  ['an add-in that is none of mail', 'xsi:type="MailApp"', 'xsi:type="ContentApp"', 'is not MailApp'],
  [
    'a name that is too long',
    '<DisplayName DefaultValue="',
    `<DisplayName DefaultValue="${'x'.repeat(126)}`,
    '<DisplayName> must',
  ],
  [
    'no name',
    '<DisplayName DefaultValue="Coherence"',
    '<DisplayName DefaultValue=""',
    '<DisplayName> must have 1 to 125',
  ],
  [
    'a description that is too long',
    '<Description DefaultValue="',
    `<Description DefaultValue="${'x'.repeat(250)}`,
    '<Description> must have at most 250',
  ],
  [
    'a resource that is defined twice',
    '<bt:String id="groupLabel"',
    '<bt:String id="buttonLabel"',
    '"buttonLabel" is defined twice',
  ],
  [
    'a label that is too long',
    'id="groupLabel" DefaultValue="',
    `id="groupLabel" DefaultValue="${'x'.repeat(125)}`,
    'longer than 125',
  ],
  ['an icon of another size than its name says', /icon-80[.]png/, 'color.png', 'icon color.png is not'],
  [
    'a pane of the kind that is no more',
    'xsi:type="MessageReadCommandSurface"',
    'xsi:type="CustomPane"',
    'are not used any more',
  ],
  [
    'an event that blocks sending',
    'xsi:type="AppointmentAttendeeCommandSurface"',
    'xsi:type="Events"',
    'are not used any more',
  ],
  [
    'elements in the wrong order',
    /(<Version>.*<\/Version>)\s*(<ProviderName>.*<\/ProviderName>)/,
    '$2$1',
    'stands too late',
  ],
  ['an element that does not belong', '<Hosts>', '<Sidecar/><Hosts>', '<Sidecar> does not belong'],
  ['an id that is no GUID', /<Id>.*<\/Id>/, '<Id>coherence</Id>', '<Id> is not a GUID.'],
  ['a version that is not numbers', '<Version>0.1.0.0', '<Version>next', '<Version> is not'],
  [
    'plain http',
    'DefaultValue="https://coherence-365.example/support"',
    'DefaultValue="http://coherence-365.example/support"',
    'not https',
  ],
  [
    'a page on a foreign origin',
    'id="taskpaneUrl" DefaultValue="https://coherence-365.example',
    'id="taskpaneUrl" DefaultValue="https://elsewhere.example',
    'does not name',
  ],
  [
    'a resource that is not defined',
    'resid="buttonTip"',
    'resid="buttonTop"',
    'resid "buttonTop" is used but not defined',
  ],
  ['a resource nobody uses', 'resid="buttonTip"', 'resid="groupLabel"', 'resource "buttonTip" is never used'],
  ['a resource id that is too long', /buttonTip/g, 'buttonTip'.repeat(4), 'longer than 32'],
  [
    'a text that is too long',
    'DefaultValue="See the records',
    `DefaultValue="${'x'.repeat(250)}See the records`,
    'longer than 250',
  ],
  ['an id used twice', 'id="coherenceReadButton"', 'id="coherenceReadGroup"', 'is used twice'],
  ['an icon size that is missing', '<bt:Image size="32" resid="icon32"/>', '', 'lacks size 32'],
  ['an icon file that is not there', /icon-80[.]png/, 'icon-81.png', 'is not in assets'],
  ['a newer requirement than needed', 'MinVersion="1.5"', 'MinVersion="1.8"', 'Mailbox 1.5'],
  [
    'more permission than needed',
    '<Permissions>ReadWriteItem<',
    '<Permissions>ReadWriteMailbox<',
    '<Permissions> must be ReadWriteItem',
  ],
  [
    'less permission than filling a form needs',
    '<Permissions>ReadWriteItem<',
    '<Permissions>ReadItem<',
    'must be ReadWriteItem',
  ],
  [
    'a surface that is missing',
    'AppointmentOrganizerCommandSurface',
    'AppointmentAttendeeCommandSurface',
    'AppointmentOrganizerCommandSurface stands 0 times',
  ],
  [
    'a surface that stands twice',
    'AppointmentOrganizerCommandSurface',
    'AppointmentAttendeeCommandSurface',
    'AppointmentAttendeeCommandSurface stands 2 times',
  ],
  ['a surface the pane cannot serve', 'AppointmentAttendeeCommandSurface', 'Module', 'Module is not one that'],
  [
    'a pinned pane beside an appointment',
    /(coherenceAttendeeButton[^]*?<SourceLocation resid="taskpaneUrl"\/>)/,
    '$1<SupportsPinning>true</SupportsPinning>',
    'AppointmentAttendeeCommandSurface cannot be pinned',
  ],
  [
    'a command that opens no pane',
    /(coherenceOrganizerButton[^]*?xsi:type=")ShowTaskpane"/,
    '$1ExecuteFunction"',
    'does not open the pane',
  ],
  ['a form that old clients need', 'xsi:type="ItemEdit"', 'xsi:type="ItemRead"', '<Form> ItemEdit is missing'],
  ['appointments that no rule names', 'FormType="ReadOrEdit"', 'FormType="Read"', 'read and written'],
  ['an application that is no GUID', '<Id>00000000-0000', '<Id>0000', 'is not a GUID'],
  ['a resource on another host', 'api://coherence-365.example/', 'api://elsewhere.example/', 'is not api://'],
  ['more consent than signing in needs', '<Scope>User.Read<', '<Scope>Mail.ReadWrite<', 'asks for more'],
  ['no application to sign in with', /<WebApplicationInfo>[^]*<\/WebApplicationInfo>/, '', 'must stand once'],
  ['a language that lacks a text', / *<bt:Override Locale="fr-FR".*\n/, '', 'lacks the language fr-FR'],
  ['a language twice', /Locale="fr-FR"/, 'Locale="de-DE"', 'has de-DE twice'],
  ['a language nobody knows', /Locale="fr-FR"/g, 'Locale="french"', 'is not a language'],
  ['a translation that is too long', 'Value="Die Daten', `Value="${'x'.repeat(250)}Die Daten`, '1 to 250 characters'],
  ['XML that is not well formed', '</OfficeApp>', '', 'not well formed'],
];
test.each(mutations)('the validator finds %s', async (_what, from, to, sentence) => {
  const broken = good.replace(from, to);
  expect(broken).not.toBe(good);
  expect((await mistakesIn(broken)).join('\n')).toContain(sentence);
});

test('M110 manifest.json says the same as manifest.xml, and its names lead somewhere', () => {
  expect(findUnifiedMistakes(unified)).toEqual([]);
});
const unifiedMutations: Mutation[] = [
  ['a surface that is missing', '"meetingDetailsOrganizer"', '"mailCompose"', 'meetingDetailsOrganizer stands 0 times'],
  ['a pinned pane beside an appointment', '"pinnable": false', '"pinnable": true', 'meetingDetailsAttendee cannot be'],
  ['an action that is not there', '"actionId": "showMeeting"', '"actionId": "showIt"', 'asks for the action showIt'],
  ['an id used twice', 'coherenceOrganizerGroup', 'coherenceAttendeeGroup', 'coherenceAttendeeGroup is used twice'],
  ['a page on a foreign origin', /("page": "https:\/\/)[^/]+/, '$1elsewhere.example', 'not on one of validDomains'],
  ['another permission than the XML', 'MailboxItem.ReadWrite.User', 'Mailbox.ReadWrite.User', 'as in manifest.xml'],
  ['a resource of another application', /"resource": "api:.*"/, '"resource": "api://x/y"', 'is not api://'],
  ['JSON that is not well formed', '"manifestVersion"', 'manifestVersion', 'not well formed'],
];
test.each(unifiedMutations)('the validator of the unified manifest finds %s', (_what, from, to, sentence) => {
  const broken = unified.replace(from, to);
  expect(broken).not.toBe(unified);
  expect(findUnifiedMistakes(broken).join('\n')).toContain(sentence);
});

/** Every sentence a validator can say, as it stands in its source; what is filled in may be anything. */
const sentencesOf = (file: string): RegExp[] => {
  const source = fs.readFileSync(path.join(root, 'tools/manifest', file), 'utf8').replace(/^import .*$/gm, '');
  const inTicks = [...source.matchAll(/`([^`]+)`/g)].map((it) => it[1] ?? '');
  const inQuotes = [...source.replace(/`[^`]+`/g, '').matchAll(/'([^'\n]+)'/g)].map((it) => it[1] ?? '');
  return [...inTicks, ...inQuotes]
    .filter((it) => / .*[.}]$/.test(it))
    .map(
      (it) =>
        new RegExp(
          it
            .split(/\$\{[^}]*\}/)
            .map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'))
            .join('.*'),
        ),
    );
};
test('M110 no sentence of a validator goes without a mistake that makes it be said', async () => {
  const said: string[] = [];
  for (const [, from, to] of mutations) said.push(...(await mistakesIn(good.replace(from, to))));
  for (const [, from, to] of unifiedMutations) said.push(...findUnifiedMistakes(unified.replace(from, to)));
  const sentences = ['rules.ts', 'surfaces.ts', 'single-sign-on.ts', 'languages.ts', 'unified.ts'].flatMap(sentencesOf);
  expect(sentences.length).toBeGreaterThan(40);
  expect(sentences.filter((it) => !said.some((one) => it.test(one))).map(String)).toEqual([]);
});
