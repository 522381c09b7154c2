/** The import law: down, never up, never sideways (docs/architecture.md). */
const strata = [
  // top -> bottom
  ['main.ts', 'context.ts', 'composition', 'config.ts'],
  ['http', 'jobs'],
  ['administration', 'privacy'],
  ['filing'],
  ['workloads'],
  ['sync'],
  ['records', 'connections'],
  ['graph', 'identity', 'audit'],
  ['db'],
  ['base'],
];
const within = (names) => `^server/(${names.map((n) => n.replace('.', '[.]')).join('|')})(/|$)`;
const test = '[.](test|bench|e2e)[.]tsx?$';

const downward = strata.slice(1).map((names, i) => ({
  name: `server-${names[0]}-imports-down`,
  comment: `${names.join(', ')} may import only what stands below: ${
    strata
      .slice(i + 2)
      .flat()
      .join(', ') || 'nothing'
  }`,
  severity: 'error',
  from: { path: within(names), pathNot: test },
  to: { path: within(strata.slice(0, i + 1).flat()) },
}));
const strangers = strata
  .slice(1)
  .filter((s) => s.length > 1)
  .map((names) => ({
    name: `server-${names.join('-')}-are-strangers`,
    severity: 'error',
    from: { path: `^server/(${names.join('|')})/`, pathNot: test },
    to: { path: within(names), pathNot: '^server/$1/' },
  }));
const rule = (name, from, to, comment) => ({ name, severity: 'error', ...(comment ? { comment } : {}), from, to });

module.exports = {
  forbidden: [
    ...downward,
    ...strangers,
    rule(
      'workloads-are-strangers',
      { path: '^server/workloads/([^/]+)/', pathNot: test },
      { path: '^server/workloads/', pathNot: '^server/workloads/$1/' },
    ),
    rule('contract-stands-alone', { path: '^contract/', pathNot: test }, { pathNot: '^(contract/|node_modules/zod/)' }),
    rule('browser-knows-only-the-contract', { path: '^src/' }, { path: '^(server|sandbox|test)/' }),
    rule(
      'browser-takes-contract-types-only',
      { path: '^src/' },
      { path: '^contract/(?!errors|coherence|diagnos|join-links)', dependencyTypesNot: ['type-only'] },
      'The schemas stay on the server; the pane ships no validator.',
    ),
    rule(
      'pages-are-strangers',
      { path: '^src/(taskpane|settings|record|calendar|commands)/' },
      { path: '^src/(taskpane|settings|record|calendar|commands)/', pathNot: '^src/$1/' },
    ),
    rule('ui-is-presentation', { path: '^src/ui/', pathNot: test }, { path: '^src/', pathNot: '^src/(ui|text)/' }),
    rule(
      'shared-parts-do-not-know-pages',
      { path: '^src/(components|office|api|ui|text)/' },
      { path: '^src/(taskpane|settings|record|calendar|commands)/' },
    ),
    rule(
      'server-ships-without-sandbox',
      { path: '^(server|contract)/', pathNot: test },
      { path: '^(src|sandbox|test)/' },
    ),
    rule(
      'sandbox-is-not-the-server',
      { path: '^sandbox/', pathNot: test },
      { path: '^(server|src|test)/' },
      "The imitation must not share the server's misunderstandings.",
    ),
    rule(
      'sandbox-takes-only-coherence-shapes',
      { path: '^sandbox/' },
      { path: '^contract/', pathNot: '^contract/coherence[.]ts$' },
    ),
    rule(
      'graph-has-one-door',
      { path: '^server/', pathNot: '^server/graph/' },
      { path: 'node_modules/@microsoft/microsoft-graph-client' },
    ),
    rule(
      'entra-has-one-door',
      { path: '^server/', pathNot: '^server/identity/' },
      { path: 'node_modules/(@azure/msal-node|jose)/' },
    ),
    rule(
      'schemas-live-in-http',
      { path: '^server/', pathNot: ['^server/http/', test] },
      { path: '^contract/(?!errors|coherence|diagnos|join-links)', dependencyTypesNot: ['type-only'] },
    ),
    rule('no-circles', {}, { circular: true }),
    rule('no-unresolvable', {}, { couldNotResolve: true, pathNot: '^@microsoft/microsoft-graph-types$' }),
    rule(
      'no-dev-dependency-in-shipping-code',
      { path: '^(server|contract)/', pathNot: test },
      { dependencyTypes: ['npm-dev'], dependencyTypesNot: ['type-only'] },
    ),
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(dist|sandbox/outlook/web)/' },
    enhancedResolveOptions: {
      extensions: ['.ts', '.tsx', '.js'],
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'types'],
    },
  },
};
