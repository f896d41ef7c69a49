// Suites that adapters must pass, and stubs of servers, stand beside what they try.
const FOR_TESTS_ONLY = ['\\.test\\.ts$', '/conformance(/|\\.ts$)', '^libs/.+/stub/'];
const pureCore = (name) => ({
  name: `${name}-is-pure`,
  severity: 'error',
  comment: `libs/${name} may import the contracts' vocabulary and nothing that does I/O.`,
  from: { path: `^libs/${name}/`, pathNot: '\\.test\\.ts$' },
  to: { pathNot: [`^libs/${name}/`, '^libs/contracts/index\\.ts$', 'node_modules/@noble/hashes/'] },
});
const libMayUse = (name, libs, packages) => ({
  name: `${name}-imports`,
  severity: 'error',
  from: { path: `^libs/${name}/`, pathNot: FOR_TESTS_ONLY },
  to: {
    pathNot: [
      `^libs/${name}/`,
      ...libs.map((lib) => `^libs/${lib}/index\\.ts$`),
      ...packages.map((dependency) => `node_modules/${dependency}/`),
    ],
    dependencyTypesNot: ['core'],
  },
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
  forbidden: [
    { name: 'no-cycles', severity: 'error', from: {}, to: { circular: true } },
    {
      name: 'contracts-import-nothing',
      severity: 'error',
      from: { path: '^libs/contracts/', pathNot: '\\.test\\.ts$' },
      to: { pathNot: '^libs/contracts/' },
    },
    pureCore('matching'),
    pureCore('clearing'),
    pureCore('bloc'),
    libMayUse('event-store', [], ['lmdb', '@eventstore/db-client']),
    libMayUse('messaging', [], ['lmdb', 'kafkajs']),
    libMayUse('views', ['contracts', 'event-store', 'book-feed'], ['kysely', 'libsql']),
    libMayUse('book-feed', ['contracts', 'event-store'], []),
    libMayUse('replay', ['contracts', 'event-store', 'book-feed', 'matching', 'bloc', 'clearing'], []),
    {
      name: 'platform-imports',
      severity: 'error',
      from: { path: '^libs/platform/', pathNot: '\\.test\\.ts$' },
      to: { path: ['^apps/', '^libs/(matching|clearing|views|testing)/', '^test/'] },
    },
    {
      name: 'libs-through-their-index',
      severity: 'error',
      comment: 'Outsiders import a lib by its index.ts only.',
      from: { path: '^(apps|test)/' },
      to: { path: '^libs/', pathNot: ['^libs/[^/]+/index\\.ts$'] },
    },
    {
      name: 'libs-through-each-others-index',
      severity: 'error',
      from: { path: '^libs/([^/]+)/' },
      to: { path: '^libs/', pathNot: ['^libs/[^/]+/index\\.ts$', '^libs/$1/'] },
    },
    {
      name: 'apps-stand-alone',
      severity: 'error',
      comment: 'Only the exchange composes other apps, by their index.ts.',
      from: { path: '^apps/([^/]+)/', pathNot: '^apps/exchange/' },
      to: { path: '^apps/([^/]+)/', pathNot: '^apps/$1/' },
    },
    {
      name: 'exchange-composes-public-modules',
      severity: 'error',
      from: { path: '^apps/exchange/' },
      to: { path: '^apps/(?!exchange/)', pathNot: '^apps/[^/]+/index\\.ts$' },
    },
    {
      name: 'shipped-code-never-imports-tests',
      severity: 'error',
      from: { path: '^(apps|libs)/', pathNot: [...FOR_TESTS_ONLY, '^libs/testing/'] },
      to: { path: ['^(libs/testing|test)/', ...FOR_TESTS_ONLY] },
    },
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: ['node_modules', 'dist'] },
    // What `assembly/` imports, its own compiler resolves.
    exclude: { path: ['^dist/', '^libs/matching/assembly/'] },
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default'] },
  },
};
