/** What is to be undone, in the order in which it was done. */
export type Cleanups = Array<() => Promise<unknown>>;

/**
 * Undoes in reverse, all of it even if something fails: what is left open would keep jest from ending.
 * @throws the first failure, at the end
 */
export async function undo(cleanups: Cleanups): Promise<void> {
	const failures: unknown[] = [];
	for (const cleanup of cleanups.splice(0).reverse())
		await cleanup().catch((error: unknown) => failures.push(error));
	if (failures.length) throw failures[0];
}
