// `npm run dev`: the whole world, kept as new as the sources. One address; a change is on the screen a few seconds later.
import { spawn } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { answerHelp } from './help.mjs';
import { forgetBuilt, install, root } from './prepare.mjs';

answerHelp(`npm run dev [-- options of npm start]

Builds pages, server and sandbox, watches their sources, and starts what npm start starts. After a change everything affected
is built again, server and sandbox start anew with the same data, and an open Outlook page loads itself again with the mail
and the pane it showed. Mistakes of types are printed and stop nothing. Ctrl-C ends all of it.`);
install();
forgetBuilt('browser'); // what stands in dist/public afterwards is not for production

const say = (line) => process.stderr.write(`${line}\n`);
const children = new Set();
let isStopping = false;

/** Starts a command that must live as long as this one; each line it says goes to `onLine`. */
function keep(name, args, onLine) {
  const child = spawn(process.execPath, args, { cwd: root, stdio: ['ignore', 'pipe', 'pipe'] });
  children.add(child);
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text) => {
      for (const line of text.split('\n')) if (line.trim()) onLine(line);
    });
  child.on('exit', () => {
    children.delete(child);
    if (!isStopping) void stop(1, `${name} ended by itself.`);
  });
}
const bin = (name) => path.join(root, 'node_modules', name);
/** Resolves with the first line that says so. */
const firstBuild = (name, args, isDone, isNoise) =>
  new Promise((resolve) => {
    keep(name, args, (line) => {
      if (!isNoise.test(line)) say(`${name}: ${line}`);
      if (isDone.test(line)) resolve();
    });
  });

say('Building (half a minute the first time) ...');
await Promise.all([
  firstBuild('server', [path.join(import.meta.dirname, 'bundle.mjs'), '--watch'], /^server built/, /built$/),
  firstBuild(
    'pages',
    [bin('webpack/bin/webpack.js'), '--watch', '--mode', 'development'],
    /compiled/,
    /compiled successfully/,
  ),
]);

keep(
  'types',
  [bin('@typescript/native-preview/bin/tsgo'), '-p', 'tsconfig.json', '--watch', '--preserveWatchOutput'],
  (line) => {
    if (!/Found 0 errors|Starting|File change detected|build (starting|finished)|[AP]M - *$/i.test(line))
      say(`types: ${line}`);
  },
);

let world;
function start() {
  world = spawn(process.execPath, [path.join(root, 'dist/sandbox/main.js'), ...process.argv.slice(2)], {
    cwd: root,
    stdio: 'inherit',
  });
}
const ended = (child) =>
  child.exitCode !== null || child.signalCode !== null
    ? Promise.resolve()
    : new Promise((resolve) => {
        child.once('exit', resolve);
      });

/** One restart at a time; changes that come meanwhile make one more. */
let restarting;
let isWanted = false;
async function restart() {
  isWanted = true;
  restarting ??= (async () => {
    while (isWanted && !isStopping) {
      isWanted = false;
      say('Something changed: starting anew ...');
      world.kill('SIGTERM');
      await ended(world);
      if (!isStopping) start();
    }
    restarting = undefined;
  })();
  await restarting;
}

let timer;
for (const folder of ['server', 'sandbox', 'public'])
  fs.watch(path.join(root, 'dist', folder), { recursive: true }, (_event, file) => {
    if (!/[.](js|css|html)$/.test(file ?? '')) return;
    clearTimeout(timer);
    timer = setTimeout(() => void restart(), 400);
  });
fs.watch(path.join(root, 'sandbox/outlook'), { recursive: true }, () => {
  clearTimeout(timer);
  timer = setTimeout(() => void restart(), 400);
});

async function stop(code, why) {
  if (isStopping) return;
  isStopping = true;
  if (why) say(why);
  for (const child of children) child.kill();
  if (world) {
    world.kill('SIGTERM');
    await ended(world);
  }
  process.exit(code);
}
for (const signal of ['SIGINT', 'SIGTERM']) process.on(signal, () => void stop(0));
start();
