const browserAndPages = require('./pages-first.cjs');
const { default: postgres } = require('./postgres-server.ts');

/** Before the deep tests, which are of both kinds: what browser tests need, and what flows need. */
module.exports = async () => {
  await browserAndPages();
  await postgres();
};
