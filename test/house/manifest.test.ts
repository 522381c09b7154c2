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

// Each rule must find its own mistake; a rule that finds nothing would not be noticed otherwise.
test.each([
  ['an element that is missing', /<ProviderName>.*<\/ProviderName>/, '', '<ProviderName> is missing.'],
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
])('the validator finds %s', async (_what, from, to, sentence) => {
  const broken = good.replace(from, to);
  expect(broken).not.toBe(good);
  expect((await mistakesIn(broken)).join('\n')).toContain(sentence);
});

test('M110 manifest.json says the same as manifest.xml, and its names lead somewhere', () => {
  expect(findUnifiedMistakes(unified)).toEqual([]);
});
test.each([
  ['a surface that is missing', '"meetingDetailsOrganizer"', '"mailCompose"', 'meetingDetailsOrganizer stands 0 times'],
  ['a pinned pane beside an appointment', '"pinnable": false', '"pinnable": true', 'meetingDetailsAttendee cannot be'],
  ['an action that is not there', '"actionId": "showMeeting"', '"actionId": "showIt"', 'asks for the action showIt'],
  ['an id used twice', 'coherenceOrganizerGroup', 'coherenceAttendeeGroup', 'coherenceAttendeeGroup is used twice'],
  ['a page on a foreign origin', /("page": "https:\/\/)[^/]+/, '$1elsewhere.example', 'not on one of validDomains'],
  ['another permission than the XML', 'MailboxItem.ReadWrite.User', 'Mailbox.ReadWrite.User', 'as in manifest.xml'],
  ['a resource of another application', /"resource": "api:.*"/, '"resource": "api://x/y"', 'is not api://'],
  ['JSON that is not well formed', '"manifestVersion"', 'manifestVersion', 'not well formed'],
])('the validator of the unified manifest finds %s', (_what, from, to, sentence) => {
  const broken = unified.replace(from, to);
  expect(broken).not.toBe(unified);
  expect(findUnifiedMistakes(broken).join('\n')).toContain(sentence);
});
