const { TestEnvironment } = require('jest-environment-node');

/** Dates and errors of a test are those of the rooms it calls (shared-rooms.cjs): a package that asks `instanceof` meets its own. */
module.exports = class SharedRoomsEnvironment extends TestEnvironment {
  constructor(...given) {
    super(...given);
    Object.assign(this.global, { Date, Error, TypeError, RangeError, SyntaxError, AggregateError, Map, Set, RegExp });
  }
};
