// From a bare clone to something that runs: installs and builds what is missing or out of date, and says so.
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';

export const root = path.resolve(import.meta.dirname, '..');
const say = (line) => process.stderr.write(`${line}\n`);
const at = (...parts) => path.join(root, ...parts);
const modified = (file) => (fs.existsSync(file) ? fs.statSync(file).mtimeMs : 0);

function newest(folder) {
  if (!fs.existsSync(folder)) return 0;
  if (!fs.statSync(folder).isDirectory()) return modified(folder);
  return Math.max(
    0,
    ...fs
      .readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile() && !/[.]test[.]tsx?$/.test(entry.name))
      .map((entry) => modified(path.join(entry.parentPath ?? entry.path, entry.name))),
  );
}

function run(command, args, output = 2) {
  const done = spawnSync(command, args, {
    cwd: root,
    stdio: ['ignore', output, 2],
    shell: process.platform === 'win32',
  });
  if (done.status !== 0) {
    say(`\n"${command} ${args.join(' ')}" did not succeed. What it said stands above.`);
    process.exit(done.status ?? 1);
  }
}

function step(what, work) {
  const begin = Date.now();
  say(`${what} ...`);
  work();
  say(`${what}: done in ${Math.round((Date.now() - begin) / 1000)} s`);
}

function requireNode() {
  const [major = 0, minor = 0] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  say(`Node ${process.versions.node} is too old: version 20.19 or newer is needed (https://nodejs.org).`);
  process.exit(1);
}

/** Leaves node_modules as the lock file says. Twice costs nothing. */
export function install() {
  requireNode();
  const installed = at('node_modules', '.package-lock.json');
  if (modified(installed) < modified(at('package-lock.json')) && !sameLock())
    step('Installing packages (about a minute the first time)', () =>
      run('npm', ['ci', '--no-progress', '--loglevel=error'], 'ignore'),
    );
}

const sources = (...names) => Math.max(...names.map((name) => newest(at(name))), modified(at('package-lock.json')));

/** Leaves dist/server and dist/sandbox as new as the sources. Twice costs nothing. */
export function prepareNode() {
  if (
    modified(at('dist', 'server', 'main.js')) > 0 &&
    stamp('node') >= sources('contract', 'server', 'sandbox', 'tools/bundle.mjs')
  )
    return;
  step('Building the server and the sandbox', () => {
    run('npm', ['run', '-s', 'build:node']);
    markBuilt('node');
  });
}

/** Leaves dist/public as new as the sources. Twice costs nothing. */
export function preparePages() {
  if (
    fs.existsSync(at('dist', 'public', 'taskpane.html')) &&
    stamp('browser') >= sources('contract', 'src', 'assets', 'webpack.config.js')
  )
    return;
  step('Building the pane', () => {
    run('npm', ['run', '-s', 'build:browser']);
    markBuilt('browser');
  });
}

/** Leaves node_modules and dist as new as the lock file and the sources. Twice costs nothing. */
export function prepare() {
  install();
  prepareNode();
  preparePages();
}

/** npm rewrites the lock's time without changing it; the versions decide. */
function sameLock() {
  const installed = at('node_modules', '.package-lock.json');
  if (!fs.existsSync(installed)) return false;
  const wanted = JSON.parse(fs.readFileSync(at('package-lock.json'), 'utf8')).packages;
  const have = JSON.parse(fs.readFileSync(installed, 'utf8')).packages;
  return Object.entries(wanted).every(
    ([name, it]) => name === '' || it.optional || it.link || have[name]?.version === it.version,
  );
}

const stampFile = (what) => at('dist', `.built-${what}`);
const stamp = (what) => modified(stampFile(what));
/** Remembers that `node` or `browser` was built just now. */
export const markBuilt = (what) => fs.writeFileSync(stampFile(what), '');
/** The next start builds `node` or `browser` again. */
export const forgetBuilt = (what) => fs.rmSync(stampFile(what), { force: true });

if (process.argv[1] === import.meta.filename) {
  // By itself, for tests that run what ships: all of it, or only `node` or `pages`.
  const work = { node: prepareNode, pages: preparePages }[process.argv[2]] ?? prepare;
  work();
}
