import fs from 'node:fs';
import path from 'node:path';
import { languagesComplete } from './languages.js';
import { singleSignOn } from './single-sign-on.js';
import { surfacesComplete } from './surfaces.js';
import { all, child, readXml, type Element } from './xml.js';

/**
 * What Microsoft's own validator would refuse, found without a network: order, required elements, resources,
 * addresses, icons, and permission against what the pane uses. Returns plain sentences; none means good.
 */
export async function findMistakes(xml: string, { root }: { root: string }): Promise<string[]> {
  let manifest: Element;
  try {
    manifest = await readXml(xml);
  } catch (thrown) {
    return [`The XML is not well formed: ${(thrown as Error).message}`];
  }
  return rules.flatMap((rule) => rule(manifest, root));
}

type Rule = (manifest: Element, root: string) => string[];

// Order is the usual mistake; the sequences are those of "manifest element ordering" in Microsoft's documentation.
const order: Record<string, string[]> = {
  OfficeApp: [
    'Id',
    'AlternateId',
    'Version',
    'ProviderName',
    'DefaultLocale',
    'DisplayName',
    'Description',
    'IconUrl',
    'HighResolutionIconUrl',
    'SupportUrl',
    'AppDomains',
    'Hosts',
    'Requirements',
    'FormSettings',
    'Permissions',
    'Rule',
    'DisableEntityHighlighting',
    'VersionOverrides',
  ],
  VersionOverrides: ['Description', 'Requirements', 'Hosts', 'Resources', 'WebApplicationInfo', 'VersionOverrides'],
  Group: ['Label', 'Icon', 'Tooltip', 'Control'],
  Control: ['Label', 'Tooltip', 'Supertip', 'Icon', 'Action'],
  Action: ['SourceLocation', 'FunctionName', 'SupportsPinning'],
  Resources: ['Images', 'Urls', 'ShortStrings', 'LongStrings'],
  WebApplicationInfo: ['Id', 'Resource', 'Scopes'],
};
const required = [
  'Id',
  'Version',
  'ProviderName',
  'DefaultLocale',
  'DisplayName',
  'Description',
  'IconUrl',
  'HighResolutionIconUrl',
  'SupportUrl',
  'Hosts',
  'Requirements',
  'FormSettings',
  'Permissions',
  'Rule',
];

const childrenInOrder: Rule = (manifest) =>
  [manifest, ...everything(manifest)].flatMap((it) => {
    const wanted = order[it.name];
    if (!wanted) return [];
    const names = it.children.map((c) => c.name);
    const unknown = names
      .filter((name) => !wanted.includes(name))
      .map((name) => `<${name}> does not belong in <${it.name}>.`);
    const places = names.filter((name) => wanted.includes(name)).map((name) => wanted.indexOf(name));
    const late = places.findIndex((place, i) => i > 0 && place < (places[i - 1] ?? 0));
    return late < 0
      ? unknown
      : [...unknown, `In <${it.name}>, <${names[late]}> stands too late; the order is ${wanted.join(', ')}.`];
  });

const partsPresent: Rule = (manifest) =>
  required.filter((name) => !child(manifest, name)).map((name) => `<${name}> is missing.`);

const identity: Rule = (manifest) => {
  const mistakes: string[] = [];
  if (manifest.attributes.type !== 'MailApp') mistakes.push('xsi:type of <OfficeApp> is not MailApp.');
  if (!/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i.test(child(manifest, 'Id')?.text ?? ''))
    mistakes.push('<Id> is not a GUID.');
  if (!/^\d+(\.\d+){1,3}$/.test(child(manifest, 'Version')?.text ?? ''))
    mistakes.push('<Version> is not two to four numbers with dots.');
  const name = child(manifest, 'DisplayName')?.attributes.DefaultValue ?? '';
  if (name.length === 0 || name.length > 125) mistakes.push('<DisplayName> must have 1 to 125 characters.');
  if ((child(manifest, 'Description')?.attributes.DefaultValue ?? '').length > 250)
    mistakes.push('<Description> must have at most 250 characters.');
  return mistakes;
};

const addressesSecure: Rule = (manifest) =>
  everything(manifest).flatMap((it) => {
    const value = it.name === 'AppDomain' ? it.text : it.attributes.DefaultValue;
    const isAddress =
      /^(AppDomain|IconUrl|HighResolutionIconUrl|SupportUrl|SourceLocation|Url|Image)$/.test(it.name) &&
      value !== undefined;
    return isAddress && !value.startsWith('https://')
      ? [`<${it.name}> has an address that is not https: "${value}".`]
      : [];
  });

const ownOrigin: Rule = (manifest) => {
  const domains = new Set(all(manifest, 'AppDomain').map((it) => it.text));
  const pages = [...all(manifest, 'Url'), ...all(manifest, 'SourceLocation')]
    .map((it) => it.attributes.DefaultValue)
    .filter((it) => it !== undefined);
  return pages
    .filter((page) => URL.canParse(page) && !domains.has(new URL(page).origin))
    .map((page) => `${page} is on an origin that <AppDomains> does not name.`);
};

const resourcesResolve: Rule = (manifest) => {
  const defined = new Map<string, number>();
  for (const it of everything(manifest))
    if (['Image', 'Url', 'String'].includes(it.name) && it.attributes.id)
      defined.set(it.attributes.id, (defined.get(it.attributes.id) ?? 0) + 1);
  const used = everything(manifest)
    .map((it) => it.attributes.resid)
    .filter((it) => it !== undefined);
  return [
    ...used.filter((id) => !defined.has(id)).map((id) => `resid "${id}" is used but not defined in <Resources>.`),
    ...[...defined].filter(([, times]) => times > 1).map(([id]) => `resource "${id}" is defined twice.`),
    ...[...defined.keys()]
      .filter((id) => id.length > 32)
      .map((id) => `resource id "${id}" is longer than 32 characters.`),
    ...[...defined.keys()].filter((id) => !used.includes(id)).map((id) => `resource "${id}" is never used.`),
  ];
};

const stringsFit: Rule = (manifest) => [
  ...all(manifest, 'ShortStrings')
    .flatMap((it) => all(it, 'String'))
    .filter((it) => (it.attributes.DefaultValue ?? '').length > 125)
    .map((it) => `short string "${it.attributes.id}" is longer than 125 characters.`),
  ...all(manifest, 'LongStrings')
    .flatMap((it) => all(it, 'String'))
    .filter((it) => (it.attributes.DefaultValue ?? '').length > 250)
    .map((it) => `long string "${it.attributes.id}" is longer than 250 characters.`),
];

const idsUnique: Rule = (manifest) => {
  const ids = [...all(manifest, 'Group'), ...all(manifest, 'Control')].map((it) => it.attributes.id ?? '');
  return ids.filter((id, i) => ids.indexOf(id) !== i).map((id) => `control or group id "${id}" is used twice.`);
};

const iconsComplete: Rule = (manifest, root) => [
  ...all(manifest, 'Icon').flatMap((icon) =>
    ['16', '32', '80']
      .filter((size) => !icon.children.some((it) => it.attributes.size === size))
      .map((size) => `an <Icon> lacks size ${size}.`),
  ),
  ...[...all(manifest, 'Image'), ...all(manifest, 'IconUrl'), ...all(manifest, 'HighResolutionIconUrl')]
    .map((it) => it.attributes.DefaultValue)
    .filter((it) => it !== undefined)
    .flatMap((address) => iconFile(address, root)),
];

function iconFile(address: string, root: string): string[] {
  const file = path.join(root, 'assets', path.basename(address));
  if (!fs.existsSync(file)) return [`icon ${path.basename(address)} is not in assets/.`];
  const size = Number(/(\d+)[.]png$/.exec(file)?.[1]);
  const bytes = fs.readFileSync(file); // PNG: width and height stand at bytes 16 and 20
  return bytes.readUInt32BE(16) === size && bytes.readUInt32BE(20) === size
    ? []
    : [`icon ${path.basename(file)} is not ${size} x ${size} pixels.`];
}

const oldestMailbox: Rule = (manifest) => {
  const sets = all(manifest, 'Set')
    .filter((it) => it.attributes.Name === 'Mailbox')
    .map((it) => it.attributes.MinVersion ?? '1.5');
  return sets.every((it) => it === '1.5') && sets.length > 0
    ? []
    : [
        'The manifest must ask for Mailbox 1.5, the oldest set with a pinned pane, and no newer one: what is newer stands behind checks.',
      ];
};

// S-04 and S-12 of the requirements: no CustomPane, no blocking ItemSend, and the least permission that works.
const leastRights: Rule = (manifest) => [
  ...(['CustomPane', 'Events'].includes(
    all(manifest, 'ExtensionPoint')
      .map((it) => it.attributes.type ?? '')
      .find((it) => ['CustomPane', 'Events'].includes(it)) ?? '',
  )
    ? ['CustomPane and ItemSend are not used any more.']
    : []),
  ...(child(manifest, 'Permissions')?.text === 'ReadWriteItem'
    ? []
    : [
        '<Permissions> must be ReadWriteItem: the pane fills the appointment that is open, and everything else is written through Graph.',
      ]),
];

const rules: Rule[] = [
  partsPresent,
  childrenInOrder,
  identity,
  addressesSecure,
  ownOrigin,
  resourcesResolve,
  stringsFit,
  idsUnique,
  iconsComplete,
  oldestMailbox,
  leastRights,
  surfacesComplete,
  singleSignOn,
  languagesComplete,
];
const everything = (of: Element): Element[] => of.children.flatMap((it) => [it, ...everything(it)]);
