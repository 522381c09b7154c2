const fs = require('node:fs');
const { TestEnvironment } = require('jest-environment-node');

/** Dates and errors of a test are those of the rooms it calls (shared-rooms.cjs): a package that asks `instanceof` meets its own. */
module.exports = class SharedRoomsEnvironment extends TestEnvironment {
  constructor(config, context) {
    super(config, context);
    Object.assign(this.global, { Date, Error, TypeError, RangeError, SyntaxError, AggregateError, Map, Set, RegExp });
    this.file = context.testPath;
  }

  async setup() {
    await super.setup();
    this.before = { at: Date.now(), ...spent() };
  }

  /** `npm test -- --times` asks for a line per file: seconds of the clock, of this process, of those it started and saw end. */
  async teardown() {
    const { at, own, started } = this.before;
    const now = spent();
    const line = {
      file: this.file,
      seconds: (Date.now() - at) / 1000,
      own: now.own - own,
      started: now.started - started,
    };
    if (process.env.TEST_TIMES) fs.appendFileSync(process.env.TEST_TIMES, `${JSON.stringify(line)}\n`);
    await super.teardown();
  }
};

/** Seconds of processor; those of processes it started are known on Linux only. */
function spent() {
  const { user, system } = process.cpuUsage();
  const stat = process.platform === 'linux' ? fs.readFileSync('/proc/self/stat', 'utf8').split(') ')[1].split(' ') : [];
  return { own: (user + system) / 1e6, started: (Number(stat[13] ?? 0) + Number(stat[14] ?? 0)) / 100 };
}
