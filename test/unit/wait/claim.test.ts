import { claimExecution, releaseExecution } from '../../../nodes/ConnectFi/wait/claim';
import { useFakeClock } from '../../support/fakeClock';

const time = useFakeClock();

it('lets the first of several calls resume an execution, and those of other executions', () => {
	expect(claimExecution('1')).toBe(true);
	expect(claimExecution('1')).toBe(false);
	expect(claimExecution('2')).toBe(true);
	expect(claimExecution('1')).toBe(false);
});

it('lets one call resume each wait of an execution', () => {
	expect(claimExecution('3')).toBe(true);
	releaseExecution('3');
	expect(claimExecution('3')).toBe(true);
	expect(claimExecution('3')).toBe(false);
});

it('holds for longer than a call is verified, and not for ever', () => {
	expect(claimExecution('4')).toBe(true);
	time.skip(14_000);
	expect(claimExecution('5')).toBe(true);
	expect(claimExecution('4')).toBe(false);
	time.skip(2_000);
	expect(claimExecution('4')).toBe(true);
	// Its own time has not passed.
	expect(claimExecution('5')).toBe(false);
});
