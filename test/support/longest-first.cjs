const { default: Sequencer } = require('@jest/test-sequencer');
const path = require('node:path');
const durations = require('../durations.json');

/** Long files first, so that no worker is alone with one in the end. What is not in durations.json is short, by the size of its file. */
module.exports = class LongestFirst extends Sequencer {
  sort(tests) {
    const seconds = ({ path: file }) => durations[path.relative(process.cwd(), file).replaceAll('\\', '/')] ?? 0;
    return [...super.sort(tests)].sort((a, b) => seconds(b) - seconds(a));
  }
};
