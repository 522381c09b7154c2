import { createLog } from './base/log.js';
import { readConfig, settings } from './config.js';
import { startServer } from './context.js';
import { commandHelp, commands, operate } from './operate.js';

const help = `Coherence for Microsoft 365, the server.

Configured by environment; secrets may stand in files (NAME_FILE):

${settings.map(({ name, meaning, otherwise }) => `  ${name.padEnd(24)}${meaning}${otherwise ? ` (default: ${otherwise})` : ''}`).join('\n')}

${commandHelp}`;

async function main(): Promise<void> {
  if (process.argv.includes('--help')) {
    process.stdout.write(help);
    return;
  }
  const { config, secrets } = readConfig(process.env);
  const command = commands.find((it) => it === process.argv[2]);
  if (command) {
    process.stdout.write(`${await operate(command, process.argv[3], config)}\n`);
    return;
  }
  const log = createLog(config.logLevel);
  process.on('unhandledRejection', (cause) =>
    log.error('a promise was left alone', {
      cause: cause instanceof Error ? (cause.stack ?? cause.message) : String(cause),
    }),
  );
  const starting = startServer(config, secrets, { log });
  let isStopping = false;
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.on(signal, () => {
      if (isStopping) return;
      isStopping = true;
      log.info('stopping', { signal });
      setTimeout(() => process.exit(1), 20_000).unref();
      // Also while it starts: it stops in order as soon as it can.
      starting
        .then((server) => server.stop())
        .then(
          () => process.exit(0),
          () => process.exit(1),
        );
    });
  }
  const server = await starting;
  log.info('listening', {
    url: server.url,
    database: config.database.url ? 'postgres' : 'embedded',
    role: config.role,
  });
}

main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
