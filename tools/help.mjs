// `--help` for the commands: prints the text and ends, before anything is installed or built.

/** Ends the process after printing `text` when the command line asks for help. */
export function answerHelp(text) {
  if (!process.argv.slice(2).some((it) => it === '--help' || it === '-h')) return;
  process.stdout.write(`${text.trim()}\n`);
  process.exit(0);
}
