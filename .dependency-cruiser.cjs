/** The import rules of docs/architecture.md as code. Features stand in one order and use only those above them. */
const contract = '^src/contract/';
/** Of the contract, what browsers load too: no schema library comes with it. */
const withoutSchemas = '^src/contract/device-name\\.ts$';
const core = '^src/core/';
const features = [
  'users',
  'groups',
  'auth',
  'push',
  'presence',
  'jobs',
  'imports',
  'channels',
  'messages',
  'personal',
  'scheduled',
  'notifications',
  'dashboard',
  'people',
];
const edge = '^src/(realtime|events|admin|health|docs|dev-mail|hot-reads|web-client)/';
const client = '^client/src/';
const roots = '^src/[^/]+\\.ts$';
const feature = (names) => `^src/(${names.join('|')})/`;
const deny = (name, from, to) => ({ name, severity: 'error', from, to });

module.exports = {
  forbidden: [
    deny('no-cycles', {}, { circular: true }),
    deny('contract-imports-only-zod', { path: contract }, { pathNot: `${contract}|node_modules/zod/` }),
    deny('core-is-below-features', { path: core }, { path: [feature(features), edge, roots] }),
    ...features.map((name, i) =>
      deny(
        `${name}-looks-up-only`,
        { path: feature([name]) },
        { path: [...(i + 1 < features.length ? [feature(features.slice(i + 1))] : []), edge, roots] },
      ),
    ),
    deny('edge-is-a-leaf', { path: '^src/', pathNot: [edge, roots] }, { path: edge }),
    deny(
      'features-share-services-only',
      { path: '^src/([^/]+)/' },
      {
        path: [feature(features), edge],
        pathNot: ['^src/$1/', '\\.(service|module|worker\\.module|topics|queue|metrics)\\.ts$|-policy\\.ts$'],
      },
    ),
    deny(
      'logic-ignores-transport',
      { path: '\\.(service|repository|writer|mapper)\\.ts$' },
      { path: '\\.(controller|gateway|processor|listener)\\.ts$' },
    ),
    deny(
      'client-stands-alone',
      { path: client },
      { pathNot: `${client}|${contract}|node_modules/socket\\.io-client/` },
    ),
    deny(
      'clients-take-types-of-the-contract-alone',
      { path: [client, '^web/'] },
      { path: contract, pathNot: withoutSchemas, dependencyTypesNot: ['type-only', 'type-import'] },
    ),
    deny('nothing-uses-the-client', { path: '^src/' }, { path: [client, '^web/'] }),
    deny(
      'the-web-client-takes-the-package-and-types',
      { path: '^web/' },
      { path: ['^client/src/(?!main\\.ts)', '^src/'], pathNot: contract },
    ),
    deny(
      'no-orphans',
      { orphan: true, pathNot: '^src/(main|worker|cli)\\.ts$|^web/src/main\\.tsx$|\\.d\\.ts$|\\.spec\\.ts$' },
      {},
    ),
  ],
  options: {
    tsConfig: { fileName: 'tsconfig.json' },
    tsPreCompilationDeps: true,
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '\\.spec\\.ts$' },
  },
};
