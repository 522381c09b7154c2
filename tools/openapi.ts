// `npm run openapi`: docs/openapi.json from the contract.
import fs from 'node:fs';
import path from 'node:path';
import { describeApi } from '../server/http/openapi.js';

if (process.argv.includes('--help')) {
  process.stdout.write(
    'npm run openapi\n\nWrites docs/openapi.json, the document of the API, from contract/. A test refuses one that is not of today.\n',
  );
  process.exit(0);
}
const root = path.resolve(import.meta.dirname, '..');
const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8')) as { version: string };
fs.writeFileSync(path.join(root, 'docs/openapi.json'), `${JSON.stringify(await describeApi(version), null, 2)}\n`);
process.stdout.write('docs/openapi.json\n');
