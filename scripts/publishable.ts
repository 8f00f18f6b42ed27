import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { contradictionsIn, deviationsFromTag, placeholdersIn, spread } from './publishing';

/** `npm run publishable`: fails while something has to be filled in before the packages may be published; see docs/publishing.md. */
const { values } = parseArgs({
	options: {
		/** Carries the root's author and repository to every other place first. */
		write: { type: 'boolean' },
		/** The tag that is about to be published. */
		tag: { type: 'string' },
		root: { type: 'string', default: resolve(__dirname, '..') },
	},
});
if (values.write) spread(values.root);

const findings = [
	...placeholdersIn(values.root),
	...contradictionsIn(values.root),
	...(values.tag ? deviationsFromTag(values.root, values.tag) : []),
];
for (const finding of findings) console.error(`- ${finding}`);
console.error(
	findings.length
		? '\nNot ready to be published. docs/publishing.md says what goes where.'
		: 'Nothing is left to be filled in. docs/publishing.md says how to go on.',
);
process.exitCode = findings.length ? 1 : 0;
