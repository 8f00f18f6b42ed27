import { writeFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { format, resolveConfig } from 'prettier';
import type { iso31661, iso31662 } from 'iso-3166';

/**
 * `npm run places`: writes the dropdowns of countries and states from ISO 3166, as the package iso-3166 keeps it. With
 * `--check` it writes nothing, and fails if the standard has other codes than the file. Countries get the names of the
 * Unicode CLDR, under which people look for them ("South Korea"), not those of the standard ("Korea, Republic of").
 */

const file = resolve(__dirname, '../nodes/ConnectFi/api/places.ts');

interface Place {
	name: string;
	value: string;
}

async function places(): Promise<Record<'countries' | 'states', Place[]>> {
	const iso3166: string = 'iso-3166';
	const standard = (await import(iso3166)) as {
		iso31661: typeof iso31661;
		iso31662: typeof iso31662;
	};
	const common = new Intl.DisplayNames('en', { type: 'region', fallback: 'none' });
	const countries = standard.iso31661.map(({ alpha2, alpha3, name }) => ({
		name: `${(common.of(alpha2) ?? name).replaceAll('’', "'")} (${alpha3})`,
		value: alpha3,
	}));
	const states = standard.iso31662
		.filter(({ parent }) => parent === 'US' || parent === 'CA')
		.map(({ code, name }) => ({ name: `${name} (${code.slice(3)})`, value: code.slice(3) }));
	const sorted = (list: Place[]) => list.sort((a, b) => a.name.localeCompare(b.name, 'en'));
	return { countries: sorted(countries), states: sorted(states) };
}

async function write(): Promise<void> {
	const { countries, states } = await places();
	const source = `import type { Choice } from './vocabulary';

/** Written by \`npm run places\` from ISO 3166-1: alpha-3 codes, as in connectFi's samples. */
export const countries: Choice[] = ${JSON.stringify(countries)};

/** Written by \`npm run places\` from ISO 3166-2: states of the US and provinces of Canada. Other countries have other codes. */
export const states: Choice[] = ${JSON.stringify(states)};
`;
	const style = await resolveConfig(file);
	writeFileSync(file, await format(source, { ...style, filepath: file }));
}

async function check(): Promise<void> {
	const written = (await import(file)) as Awaited<ReturnType<typeof places>>;
	const codes = (list: Place[]) => list.map(({ value }) => value).sort();
	for (const [name, list] of Object.entries(await places())) {
		const ofFile = codes(written[name as keyof typeof written]);
		const differing = [
			...codes(list).filter((code) => !ofFile.includes(code)),
			...ofFile.filter((code) => !codes(list).includes(code)),
		];
		if (!differing.length) continue;
		console.error(`ISO 3166 has other ${name} (${differing.join(', ')}): run \`npm run places\`.`);
		process.exitCode = 1;
	}
}

void (process.argv.includes('--check') ? check() : write());
