import { setTimeout as delay } from 'node:timers/promises';
import type { ExecutionSummary } from '../../../n8n/client';
import { getItems } from '../../../n8n/executions';
import { waitFor } from '../../../n8n/waitFor';
import { inReview, onboardingWorkflow, sendOnboarding } from './onboarding';
import type { TestEnvironment } from './testEnvironment';

/** How many calls are on their way to n8n at the same time. */
const callers = 8;

/** How long a person takes to decide: the node's recheck, a second after it began to wait, is over then. */
const decisionAfterMs = 4_000;

const endedStatuses = ['success', 'error', 'crashed'];

/** How many onboardings ended. */
interface MassEnds {
	/** What the executions that succeeded ended with, by reference; each has one if all is well. */
	ends: Map<string, unknown[]>;
	/** How many executions n8n has of them, by status. */
	executions: Record<string, number>;
	/** From the start of the first execution to the end of the last one, as n8n has them. */
	seconds: number;
}

/** What became of many onboardings. */
export interface MassOutcome extends MassEnds {
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

	/**
	 * The executions of the calls that were sent, each read by its id: the pages of n8n's list skip some whose start changed when
	 * they were resumed.
	 */
	const readExecutions = async (sent: number): Promise<ExecutionSummary[]> => {
		const executions: ExecutionSummary[] = [];
		for (let id = 1; executions.length < sent; id++) {
			const one = await client.request<ExecutionSummary>('GET', `/rest/executions/${id}`);
			if (one.workflowId === workflow.id) executions.push(one);
		}
		return executions;
	};

	/** Waits until n8n has no unfinished execution of the calls that were sent. */
	const waitForEnds = async (sent: number): Promise<MassEnds> => {
		const filter = { workflowId: workflow.id, status: ['new', 'running', 'waiting'] };
		const unfinished = `/rest/executions?limit=1&filter=${encodeURIComponent(JSON.stringify(filter))}`;
		const executions = await waitFor(
			async () => {
				await delay(2_000);
				const { results } = await client.request<{ results: unknown[] }>('GET', unfinished);
				if (results.length) return undefined;
				const all = await readExecutions(sent);
				return all.every(({ status }) => endedStatuses.includes(status)) ? all : undefined;
			},
			'all executions to end',
			count * 1_500 + 120_000,
		);
		const ends = new Map<string, unknown[]>();
		const counts: Record<string, number> = {};
		for (const { id, status } of executions) {
			counts[status] = (counts[status] ?? 0) + 1;
			if (status !== 'success') continue;
			const [end] = getItems(await client.execution(id), 'Done');
			const reference = String(end?.reference);
			ends.set(reference, [...(ends.get(reference) ?? []), end?.kycStatus]);
		}
		const began = Math.min(...executions.map(({ startedAt }) => Date.parse(startedAt)));
		const ended = Math.max(...executions.map(({ stoppedAt }) => Date.parse(stoppedAt ?? '')));
		return { ends, executions: counts, seconds: (ended - began) / 1_000 };
	};

	return {
		references,
		expectedEnd: (reference) => (isApproved(reference) ? 'APPROVED' : 'DECLINED'),
		finish: async () => {
			try {
				await sending;
				const { ends } = await waitForEnds(count);
				const sentAgain = references.filter((reference) => !ends.has(reference));
				const sentAgainThoughAccepted = sentAgain.filter((reference) => accepted.has(reference));
				await send([...sentAgain]);
				const last = await waitForEnds(count + sentAgain.length);
				await Promise.all(decisions);
				return { ...last, sentAgain, sentAgainThoughAccepted, callbacks };
			} finally {
				clearInterval(deciding);
			}
		},
	};
}
