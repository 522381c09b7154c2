// `npm run openapi`: docs/openapi.json from the contract.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { answerHelp } from './help.mjs';
import { prepare, root } from './prepare.mjs';

answerHelp(`npm run openapi

Writes docs/openapi.json, the document of the server's API, from contract/. A test refuses a document that is not of today.`);
prepare();
const { describeApi } = await import(pathToFileURL(path.join(root, 'dist/server/http/openapi.js')).href);
const { version } = JSON.parse(fs.readFileSync(path.join(root, 'package.json'), 'utf8'));
fs.writeFileSync(path.join(root, 'docs/openapi.json'), `${JSON.stringify(await describeApi(version), null, 2)}\n`);
process.stdout.write('docs/openapi.json\n');
