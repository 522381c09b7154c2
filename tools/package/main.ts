// `npm run package`: everything an administrator uploads, for one address and one registration.
import fs from 'node:fs';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { exportMetadataPackage, validateManifest } from 'office-addin-manifest';
import { findMistakes } from '../manifest/rules.js';
import { findUnifiedMistakes } from '../manifest/unified.js';
import { deploymentPage } from './deployment-page.js';
import { placeUnified, placeXml, readPlace } from './place.js';
import { registrationOf } from './registration.js';

const help = `npm run package -- --base-url <address> --client-id <id> --id <id> [--version <n.n.n>]
                   [--accounts organizations|all] [--out <folder>]

Writes what an administrator needs to deploy the add-in, checked:
  manifest.xml            for Integrated apps > Upload custom apps > Office Add-in
  coherence-365.zip       the unified package, with its icons and languages
  app-registration.json   the registration at Microsoft Entra, with the reason of each permission
  deployment.html         what to do with them, with your addresses

  --base-url    https address of your server, without a path
  --client-id   application (client) id of the registration
  --id          a GUID of your own for the add-in, the same for every update;
                a new one:  node -p "crypto.randomUUID()"
  --version     three numbers, higher than what is deployed, where the manifest changes without a
                new version of this project: another address, for example; default: the project's
  --accounts    who may sign in with the registration: organizations (default; work and school accounts)
                or all (personal Outlook.com accounts too; the server must name each of them)
  --out         default: dist/package
  --help        this text
`;
const root = path.resolve(import.meta.dirname, '../..');
const options = {
  'base-url': { type: 'string' },
  'client-id': { type: 'string' },
  id: { type: 'string' },
  version: { type: 'string' },
  accounts: { type: 'string' },
  out: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

function fail(mistakes: string[]): never {
  process.stderr.write(`${mistakes.join('\n')}\n`);
  process.exit(1);
}
function readOptions() {
  try {
    return parseArgs({ options }).values;
  } catch (thrown) {
    return fail([(thrown as Error).message, help]);
  }
}

const asked = readOptions();
if (asked.help) {
  process.stdout.write(help);
  process.exit(0);
}
const place = readPlace({
  baseUrl: asked['base-url'] ?? '',
  clientId: asked['client-id'] ?? '',
  id: asked.id ?? '',
  ...(asked.version === undefined ? {} : { version: asked.version }),
  ...(asked.accounts === undefined ? {} : { accounts: asked.accounts }),
});
if (Array.isArray(place)) fail(place);

const read = (file: string) => fs.readFileSync(path.join(root, file), 'utf8');
const out = path.resolve(asked.out ?? path.join(root, 'dist/package'));
const unified = path.join(out, 'unified');
fs.rmSync(unified, { recursive: true, force: true });
fs.mkdirSync(path.join(unified, 'assets'), { recursive: true });
const write = (file: string, text: string) => fs.writeFileSync(path.join(out, file), text);

const xml = placeXml(read('manifest.xml'), place);
const { manifest, files } = await placeUnified(read('manifest.json'), read('manifest.xml'), place);
write('manifest.xml', xml);
write('unified/manifest.json', manifest);
for (const [file, text] of Object.entries(files)) write(`unified/${file}`, text);
for (const icon of ['color.png', 'outline.png'])
  fs.copyFileSync(path.join(root, 'assets', icon), path.join(unified, 'assets', icon));

const { isValid, report } = await validateManifest(path.join(unified, 'manifest.json'));
const mistakes = [
  ...(await findMistakes(xml, { root })),
  ...findUnifiedMistakes(manifest),
  ...(isValid ? [] : (report?.errors ?? []).map((it) => it.content ?? it.title ?? 'unknown mistake')),
];
if (mistakes.length > 0) fail(mistakes);

await exportMetadataPackage(path.join(out, 'coherence-365.zip'), path.join(unified, 'manifest.json'));
fs.rmSync(unified, { recursive: true });
const version = /<Version>([^<]+)<\/Version>/.exec(xml)?.[1] ?? '';
write('app-registration.json', `${JSON.stringify(registrationOf(place), null, 2)}\n`);
write('deployment.html', deploymentPage(place, version));
process.stdout.write(
  `${out}: manifest.xml, coherence-365.zip, app-registration.json, deployment.html (version ${version})\n`,
);
