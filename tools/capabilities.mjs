// docs/capabilities.md against a test run: every "works" must be named by a test that passed.
import fs from 'node:fs';
import path from 'node:path';
import { root } from './prepare.mjs';

const states = ['works', 'partly', 'not yet'];

/** The table as `{ id, text, state }`; throws when a line is missing, twice, or has an unknown state. */
export function readCapabilities(file = path.join(root, 'docs/capabilities.md')) {
  const lines = [...fs.readFileSync(file, 'utf8').matchAll(/^\| M(\d+) \| (.+) \| (.+) \|$/gm)].map(
    ([, id, text, state]) => ({ id: Number(id), text, state }),
  );
  lines.forEach((line, i) => {
    if (line.id !== i + 1) throw new Error(`docs/capabilities.md: M${i + 1} is missing or out of order.`);
    if (!states.includes(line.state))
      throw new Error(`docs/capabilities.md: M${line.id} has the unknown state "${line.state}".`);
  });
  if (lines.length !== 118) throw new Error(`docs/capabilities.md has ${lines.length} lines, not 118.`);
  return lines;
}

/** Capabilities that are said to work although none of the passed tests names them. */
export const unproven = (capabilities, passedNames) =>
  capabilities.filter(
    ({ id, state }) => state === 'works' && !passedNames.some((name) => new RegExp(`\\bM${id}\\b`).test(name)),
  );
