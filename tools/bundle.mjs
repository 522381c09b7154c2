// `npm run build:node`: the server and the sandbox as files Node runs, into dist/server and dist/sandbox. --watch keeps them new.
import fs from 'node:fs';
import path from 'node:path';
import { context } from 'esbuild';
import { answerHelp } from './help.mjs';
import { root } from './prepare.mjs';

answerHelp(`npm run build:node [-- --watch]

Makes dist/server and dist/sandbox of the sources, a part of npm run build. With --watch it makes them again after each change.`);
const isWatching = process.argv.includes('--watch');
// Packages written for `require` find it, and their own place, also in a file that is a module.
const banner = [
  `import { createRequire as requireOf } from 'node:module';`,
  `const require = requireOf(import.meta.url), __filename = import.meta.filename, __dirname = import.meta.dirname;`,
].join('\n');

const bundle = (folder, entryPoints, external) =>
  context({
    absWorkingDir: root,
    entryPoints,
    outdir: path.join(root, 'dist', folder),
    bundle: true,
    splitting: true,
    chunkNames: '[name]-[hash]',
    platform: 'node',
    format: 'esm',
    target: 'node20',
    // What is shorter is read faster at each start; names stay, for whoever reads where an error was.
    minifySyntax: true,
    minifyWhitespace: true,
    legalComments: 'linked', // the packages' licences go with them
    banner: { js: banner },
    logLevel: 'warning',
    plugins: isWatching ? [sayWhenBuilt(folder)] : [],
    ...external,
  });

function sayWhenBuilt(folder) {
  const tell = ({ errors }) => {
    if (errors.length === 0) process.stdout.write(`${folder} built\n`);
  };
  return { name: 'say when built', setup: (build) => build.onEnd(tell) };
}

for (const folder of ['server', 'sandbox'])
  fs.rmSync(path.join(root, 'dist', folder), { recursive: true, force: true });
const bundles = await Promise.all([
  // With its packages in it a server starts a third faster. PGlite loads its own files from beside itself, so it stays a package.
  bundle(
    'server',
    { main: 'server/main.ts', 'pglite-thread': 'server/db/pglite-thread.ts' },
    { external: ['@electric-sql/pglite', 'pg-native'] },
  ),
  bundle('sandbox', { main: 'sandbox/main.ts' }, { packages: 'external' }),
]);
for (const it of bundles) await (isWatching ? it.watch() : it.rebuild());
if (!isWatching) for (const it of bundles) await it.dispose();
