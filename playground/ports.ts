import getPort from 'get-port';

/** A port that something of the playground listens on. */
export interface PortChoice {
	/** The environment variable that chooses it. */
	variable: string;
	/** The port where the variable is not set. */
	standard: number;
	/** What listens there, for the refusal. */
	purpose: string;
}

/**
 * The port that the user chose, or the usual one.
 * @throws an Error that says what to do when that is no port, or when something listens there already
 */
export async function choosePort({ variable, standard, purpose }: PortChoice): Promise<number> {
	const text = process.env[variable];
	const port = text ? Number(text) : standard;
	if (!Number.isInteger(port) || port < 1 || port > 65_535)
		throw new Error(`${variable} must be a port number from 1 to 65535; it is '${text}'`);
	if ((await getPort({ port, host: '127.0.0.1' })) === port) return port;
	throw new Error(
		`Port ${port}, meant for ${purpose}, is taken on this machine. End what uses it, or choose another port, for example: ${variable}=${port + 1} npm start`,
	);
}
