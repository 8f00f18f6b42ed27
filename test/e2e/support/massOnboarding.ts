import { setTimeout as delay } from 'node:timers/promises';
import { getItems } from '../../../n8n/executions';
import { waitFor } from '../../../n8n/waitFor';
import { inReview, onboardingWorkflow, sendOnboarding } from './onboarding';
import type { TestEnvironment } from './testEnvironment';

/** How many calls are on their way to n8n at the same time. */
const callers = 8;

/** How long a person takes to decide: the node's recheck, a second after it began to wait, is over then. */
const decisionAfterMs = 4_000;

const endedStatuses = ['success', 'error', 'crashed'];

/** What became of many onboardings. */
export interface MassOutcome {
	/** What the executions that succeeded ended with, by reference: one state if all is well. */
	ends: Map<string, unknown[]>;
	/** How many executions n8n has of them, by status. */
	executions: Record<string, number>;
	/** The references that had no end, so that their call was sent again. */
	sentAgain: string[];
	/** Those of them whose callback n8n had answered 200. */
	sentAgainThoughAccepted: string[];
	/** How many of connectFi's callbacks n8n answered so. */
	callbacks: Record<string, number>;
}

/** Onboardings that are under way. */
export interface MassOnboarding {
	references: string[];
	/** Every second one is approved, the others are denied. */
	expectedEnd(reference: string): 'APPROVED' | 'DECLINED';
	/**
	 * Waits for the end of all, and sends the calls again that came to none: n8n gives up the executions that a worker had in hand
	 * when it died, and forgets their input, so that they cannot be retried in n8n.
	 */
	finish(): Promise<MassOutcome>;
}

/** Starts many onboardings, and decides each a moment after its documents are there. */
export async function startOnboardings(
	environment: TestEnvironment,
	count: number,
): Promise<MassOnboarding> {
	const { sandbox, client } = environment;
	// A call that was sent again waits for a callback that goes to its first execution: the time limit finds the decision.
	const wait = { limitWaitTime: true, waitAmount: 0.3, waitUnit: 'minutes' };
	const workflow = await environment.importWorkflow(onboardingWorkflow(wait));
	await environment.activate(workflow);
	const references = Array.from({ length: count }, (_, index) => `mass${index}`);
	const isApproved = (reference: string) => references.indexOf(reference) % 2 === 0;

	const send = async (unsent: string[]) => {
		const sendNext = async () => {
			for (let next = unsent.pop(); next; next = unsent.pop())
				await sendOnboarding(environment, workflow, next);
		};
		await Promise.all(Array.from({ length: callers }, sendNext));
	};
	const sending = send([...references]);

	const decisions: Array<Promise<void>> = [];
	const accepted = new Set<string>();
	const callbacks: Record<string, number> = {};
	const seenAt = new Map<string, number>();
	const decideAll = () => {
		for (const [reference, applicationId] of inReview(sandbox)) {
			if (!seenAt.has(reference)) seenAt.set(reference, Date.now());
			if (Date.now() < seenAt.get(reference)! + decisionAfterMs) continue;
			const outcome = isApproved(reference) ? 'Approved' : 'Denied';
			const decision = sandbox.decide(applicationId, outcome).then((callback) => {
				const answer = String(callback?.status);
				callbacks[answer] = (callbacks[answer] ?? 0) + 1;
				if (answer === '200') accepted.add(reference);
			});
			decisions.push(decision);
		}
	};
	const deciding = setInterval(decideAll, 500);

	const countExecutions = async () => {
		const counts: Record<string, number> = {};
		const executions = await client.listAllExecutions(workflow.id, 50);
		for (const { status } of executions) counts[status] = (counts[status] ?? 0) + 1;
		return { executions, counts };
	};

	/** Waits until n8n has no unfinished execution. */
	const waitForEnds = async (): Promise<Pick<MassOutcome, 'ends' | 'executions'>> => {
		const { executions, counts } = await waitFor(
			async () => {
				await delay(1_000);
				const all = await countExecutions();
				return Object.keys(all.counts).every((one) => endedStatuses.includes(one))
					? all
					: undefined;
			},
			'all executions to end',
			count * 1_500 + 120_000,
		).catch(async (error: Error) => {
			const { counts } = await countExecutions();
			throw new Error(`${error.message}: ${JSON.stringify(counts)}`);
		});
		const ends = new Map<string, unknown[]>();
		for (const { id } of executions.filter(({ status }) => status === 'success')) {
			const [end] = getItems(await client.execution(id), 'Done');
			const reference = String(end?.reference);
			ends.set(reference, [...(ends.get(reference) ?? []), end?.kycStatus]);
		}
		return { ends, executions: counts };
	};

	return {
		references,
		expectedEnd: (reference) => (isApproved(reference) ? 'APPROVED' : 'DECLINED'),
		finish: async () => {
			try {
				await sending;
				const { ends } = await waitForEnds();
				const sentAgain = references.filter((reference) => !ends.has(reference));
				const sentAgainThoughAccepted = sentAgain.filter((reference) => accepted.has(reference));
				await send([...sentAgain]);
				const last = await waitForEnds();
				await Promise.all(decisions);
				return { ...last, sentAgain, sentAgainThoughAccepted, callbacks };
			} finally {
				clearInterval(deciding);
			}
		},
	};
}
