import type { World } from './world.js';

type Kind = World['kind'];

/** Asked for by `npm run test:long`: each proof at its full size, and every step of it on both databases (docs/decisions/0033). */
export const isLong = process.env.TEST_LONG === '1';

/** The databases a costly proof runs on: both when asked for, else the usual one. */
export const databasesOf = (usual: Kind): Kind[] => (isLong ? ['embedded', 'postgres'] : [usual]);

/** Whether this database takes its turn at a costly test: when asked for always, else the usual one. */
export const isItsTurn = (kind: Kind, usual: Kind): boolean => isLong || kind === usual;

/** The steps a database tries: all when asked for; else they are dealt out in turn, so that each is tried once on one of them. */
export const dealt = <T>(steps: readonly T[], kind: Kind): T[] =>
  steps.filter((_step, i) => isItsTurn(kind, i % 2 === 0 ? 'embedded' : 'postgres'));

/** How a page is looked at: light and dark when asked for; else in one of them, dealt out among the pages by number. */
export const looksOf = (page: number): ('light' | 'dark')[] =>
  isLong ? ['light', 'dark'] : [page % 2 === 0 ? 'light' : 'dark'];
