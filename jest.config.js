import { availableParallelism } from 'node:os';
import { keepTemporaryFilesInMemory } from './test/support/memory-folder.mjs';
keepTemporaryFilesInMemory();
// One run, seven kinds of test; the folder says what a test needs (docs/architecture.md). `deep` is not part of `npm test` (docs/decisions/0038).
const swc = (tsx) => [
  '@swc/jest',
  {
    jsc: { parser: { syntax: 'typescript', tsx }, transform: { react: { runtime: 'automatic' } }, target: 'es2022' },
    module: { type: 'commonjs' },
    sourceMaps: 'inline',
  },
];
const esmOnly = ['jose', 'tldts', 'tldts-core', 'postal-mime', 'p-limit', 'yocto-queue'].join('|');
const base = {
  transform: { '^.+\\.tsx$': swc(true), '^.+\\.(ts|js|mjs)$': swc(false) },
  moduleNameMapper: { '^(\\.{1,2}/.*)\\.js$': '$1', '\\.css$': '<rootDir>/test/support/empty.cjs' },
  transformIgnorePatterns: [`/node_modules/(?!(${esmOnly})/)`],
  modulePathIgnorePatterns: ['<rootDir>/dist/', '<rootDir>/data/'],
};
const node = (displayName, testMatch) => ({ ...base, displayName, testEnvironment: 'node', testMatch });
const world = (displayName, testMatch) => ({
  ...node(displayName, testMatch),
  testEnvironment: '<rootDir>/test/support/environment.cjs',
  runtime: '<rootDir>/test/support/shared-rooms.cjs',
});
const onePostgres = {
  globalSetup: '<rootDir>/test/support/postgres-server.ts',
  globalTeardown: '<rootDir>/test/support/postgres-last.cjs',
};
// Many tests wait for a browser, a lease or the other side: five for two cores keep the cores busy, and no test waits long.
export default {
  maxWorkers: Math.min(6, Math.max(2, Math.round(availableParallelism() * 2.5))),
  workerIdleMemoryLimit: '1500MB',
  testSequencer: '<rootDir>/test/support/longest-first.cjs',
  testTimeout: 240_000,
  projects: [
    node('unit', ['<rootDir>/{contract,server,sandbox,src,tools}/**/*.test.ts']),
    { ...base, displayName: 'dom', testEnvironment: 'jsdom', testMatch: ['<rootDir>/src/**/*.test.tsx'] },
    node('house', ['<rootDir>/test/house/**/*.test.ts']),
    { ...world('contract', ['<rootDir>/test/contract/**/*.test.ts']), ...onePostgres },
    { ...world('flows', ['<rootDir>/test/flows/**/*.test.ts']), ...onePostgres },
    { ...world('e2e', ['<rootDir>/test/e2e/**/*.e2e.ts']), globalSetup: '<rootDir>/test/support/pages-first.cjs' },
    {
      ...world('deep', ['<rootDir>/test/deep/**/*.{test,e2e}.ts']),
      ...onePostgres,
      globalSetup: '<rootDir>/test/support/deep-first.cjs',
    },
  ],
};
