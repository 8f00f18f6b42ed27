/**
 * Imports go downwards only: shared ← api ← descriptions, callback ← actions, trigger, wait ← the node files. `npm run lint`
 * checks it.
 */
const vendors = '^nodes/(ConnectFi|CloudPaymentsKyc)';

/** Files of a vendor's room may import its own vendor's rooms named here, and `shared`. */
const mayImport = (room, rooms) => ({
	name: `${room}-imports-downwards`,
	severity: 'error',
	from: { path: `${vendors}/${room}/` },
	to: {
		path: '^(nodes|credentials)/',
		pathNot: ['^nodes/shared/', `^nodes/$1/(${[room, ...rooms].join('|')})/`],
	},
});

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		{
			name: 'no-cycles',
			comment: 'Two files that need each other are one file, or want a third one below them.',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'no-missing-files',
			severity: 'error',
			from: { path: '^(nodes|credentials|sandbox)/' },
			to: { couldNotResolve: true },
		},
		{
			name: 'shared-knows-no-vendor',
			severity: 'error',
			from: { path: '^nodes/shared/' },
			to: { path: '^(nodes|credentials)/', pathNot: '^nodes/shared/' },
		},
		mayImport('api', []),
		mayImport('descriptions', ['api']),
		mayImport('callback', ['api']),
		mayImport('trigger', ['api', 'descriptions', 'callback']),
		mayImport('wait', ['api', 'descriptions', 'callback']),
		// Wait for Outcome is an operation: it starts what `wait` goes on with.
		mayImport('actions', ['api', 'descriptions', 'callback', 'wait']),
		{
			name: 'one-vendor-per-package',
			comment: 'n8n allows one vendor per package, and each tarball holds its own only.',
			severity: 'error',
			from: { path: `${vendors}/` },
			to: { path: `${vendors}/`, pathNot: '^nodes/$1/' },
		},
		{
			name: 'credentials-of-one-vendor',
			severity: 'error',
			from: { path: '^credentials/(ConnectFi|CloudPaymentsKyc)' },
			to: {
				path: '^(nodes|credentials)/',
				pathNot: [
					'^nodes/shared/',
					'^credentials/$1/',
					'^nodes/$1/(api|callback/secrets|.*\\.svg)',
				],
			},
		},
		{
			name: 'published-code-stands-alone',
			comment: 'n8n verifies only packages that bring nothing but themselves.',
			severity: 'error',
			from: { path: '^(nodes|credentials)/' },
			to: {
				pathNot: ['^(nodes|credentials)/', '(^|/)node_modules/n8n-workflow/', '^(node:)?crypto$'],
			},
		},
		{
			name: 'sandbox-may-disagree',
			comment:
				"It is written from the vendors' pages; with code of the nodes it would share their mistakes.",
			severity: 'error',
			from: { path: '^sandbox/' },
			to: { path: '^(nodes|credentials|packages)/' },
		},
		{
			name: 'sandbox-core-knows-no-vendor',
			severity: 'error',
			from: { path: '^sandbox/core/' },
			to: { path: '^sandbox/', pathNot: '^sandbox/core/' },
		},
		{
			name: 'n8n-knows-no-vendor',
			severity: 'error',
			from: { path: '^n8n/' },
			to: { path: '^(nodes|credentials|packages|sandbox|playground|test)/' },
		},
	],
	options: {
		tsConfig: { fileName: 'tsconfig.json' },
		// A type that is imported is a dependency too.
		tsPreCompilationDeps: true,
		doNotFollow: { path: 'node_modules' },
		exclude: { path: '^(dist|packages/[^/]+/dist)/' },
	},
};
