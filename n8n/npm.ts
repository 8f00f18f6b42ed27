import execa, { type ExecaReturnValue } from 'execa';

/**
 * Runs npm quietly.
 * @param args the command and its arguments, without `npm`
 * @param cwd the folder it works in
 * @returns what npm printed
 * @throws an Error with what npm printed when it exits with anything but 0
 */
export async function npm(args: string[], cwd: string): Promise<ExecaReturnValue> {
	return await execa('npm', [...args, '--loglevel=error'], { cwd, stdin: 'ignore' });
}
