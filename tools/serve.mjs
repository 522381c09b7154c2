// `npm run serve`: the server alone, as production runs it. Builds nothing: what was built is what runs.
import fs from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';

const main = path.resolve(import.meta.dirname, '../dist/server/main.js');
if (!fs.existsSync(main)) {
  process.stderr.write(
    'There is no built server in dist/. Build it first: npm ci && npm run build\nIts variables stand in .env.example, and then in npm run serve -- --help\n',
  );
  process.exit(process.argv.includes('--help') ? 0 : 1);
}
await import(pathToFileURL(main).href);
