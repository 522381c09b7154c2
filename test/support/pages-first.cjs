const { spawnSync } = require('node:child_process');
const path = require('node:path');

/**
 * Before any browser test: a browser, and pages as new as their sources. A server that stands already would not find what a later
 * build writes, and processes that unpack a browser at the same time get in each other's way.
 */
module.exports = async () => {
  if (!process.env.TEST_BUILT) buildPages();
  const { findBrowser } = await import('./find-browser.mjs');
  await findBrowser();
};

function buildPages() {
  const done = spawnSync(process.execPath, [path.join(__dirname, '../../tools/prepare.mjs'), 'pages'], {
    encoding: 'utf8',
  });
  if (done.status !== 0) throw new Error(`Building the pages did not succeed:\n${done.stderr}`);
}
