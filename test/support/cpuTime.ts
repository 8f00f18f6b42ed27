/**
 * How long this process was busy with something, in milliseconds: whatever else the machine does is not counted, as it would
 * be with a clock.
 */
export function measureCpuTime(work: () => void): number {
	const began = process.cpuUsage();
	work();
	const { user, system } = process.cpuUsage(began);
	return (user + system) / 1_000;
}
