const { createRequire, isBuiltin } = require('node:module');
const path = require('node:path');
const vm = require('node:vm');
const { default: Runtime } = require('jest-runtime');

/* What was loaded stays for every test file of this process. */
const loaded = new Map();
let current;
const shared = /^(contract|server|sandbox|node_modules|test[\\/]support[\\/]process)[\\/]/;
const isOfJest = (name) => name.startsWith('@jest/') || name === 'expect';

/**
 * Jest gives each test file modules of its own. For the server, the sandbox and packages that costs more than most tests do: they
 * are loaded once per process here, outside of Jest's context, as Node would. Tests and test/support still are each file's own, so
 * nothing may be mocked in these rooms, and what they keep is kept in a world, never in a module (docs/decisions/0020). What is
 * meant to stand for all files of a process is in test/support/process.
 */
module.exports = class SharedRooms extends Runtime {
  constructor(...given) {
    super(...given);
    current = this; // what was loaded for an earlier file asks the runtime of today for what it still needs
  }

  requireModuleOrMock(from, name) {
    if (isBuiltin(name) || isOfJest(name)) return super.requireModuleOrMock(from, name);
    const file = this._resolution.resolveCjs(from, name);
    return shared.test(path.relative(this._config.rootDir, file)) ? load(file) : super.requireModuleOrMock(from, name);
  }

  /** The code to run, or undefined where Node itself can load the file. */
  codeOf(file) {
    return this.transformCache.scriptTransformer.shouldTransform(file)
      ? this.transformCache.transform(file)
      : undefined;
  }
};

function load(file) {
  const known = loaded.get(file);
  if (known) return known.exports;
  const module = { exports: {}, filename: file };
  const own = createRequire(file);
  const code = current.codeOf(file);
  if (code === undefined) module.exports = own(file);
  loaded.set(file, module);
  if (code === undefined) return module.exports;
  try {
    const require = (name) => (isBuiltin(name) ? own(name) : load(current._resolution.resolveCjs(file, name)));
    const run = vm.compileFunction(code, ['module', 'exports', 'require', '__dirname', '__filename'], {
      filename: file,
    });
    run(module, module.exports, Object.assign(require, { resolve: own.resolve }), path.dirname(file), file);
    return module.exports;
  } catch (error) {
    loaded.delete(file);
    throw error;
  }
}
