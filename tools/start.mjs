// `npm start`: from a bare clone to one address. Everything that is said on the way goes to standard error.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { answerHelp } from './help.mjs';
import { prepare, root } from './prepare.mjs';

answerHelp(`npm start [-- options]          Outlook, Entra, Graph, Coherence, and our server; prints one address
npm run sandbox [-- options]    the same without our server, to point another Graph client at it

Installs and builds what is missing. Ctrl-C stops everything; the next start keeps the data.

  --fresh                  begin with the seeded company in a throw-away folder, on free ports
  --json                   print one line of JSON with every address once everything is ready
                           (npm start --silent -- --json keeps npm's own banner out of standard output)
                           {"outlook","server","graph","entra","coherence": addresses, "people": [{"name",
                           "userPrincipalName"}], "client": {"id","tenant","secret"}, "sharepoint": address,
                           "caFile": the certificate to trust}
  --data <folder>          where the data is kept; default: data/
  --mailbox <count>        fill the first person's mailbox with so many generated messages
  --traffic-log <file>     write every Graph exchange as a line of JSON (or TRAFFIC_LOG=file)
  --port-outlook <port>    default 4400
  --port-server <port>     default 4401
  --port-entra <port>      default 4402
  --port-graph <port>      default 4403
  --port-coherence <port>  default 4404
  --port-sharepoint <port> default 4405
  --help                   this text

DATABASE_URL=postgres://… runs the server on that PostgreSQL instead of the embedded database.`);

prepare();
const child = spawn(process.execPath, [path.join(root, 'dist/sandbox/main.js'), ...process.argv.slice(2)], {
  cwd: root,
  stdio: 'inherit',
});
// The terminal sends Ctrl-C to both; we only wait until the other has put everything away.
for (const signal of ['SIGINT', 'SIGTERM'])
  process.on(signal, () => {
    if (signal === 'SIGTERM') child.kill(signal);
  });
// Who ends npm by its process id ends only npm: it does not pass the signal on. Then we end too.
if (process.env.npm_lifecycle_event) {
  const parent = process.ppid;
  setInterval(() => {
    if (process.ppid !== parent) child.kill('SIGTERM');
  }, 500).unref();
}
child.on('exit', (code, signal) => process.exit(code ?? (signal ? 1 : 0)));
