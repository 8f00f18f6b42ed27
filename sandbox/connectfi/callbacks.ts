import { setMaxListeners } from 'node:events';
import axios from 'axios';

/** One callback that was sent, or tried to be sent. */
export interface CallbackRecord {
	/** Counts up from 1. */
	number: number;
	kind: 'akepa' | 'legacy';
	customerId: string;
	/** Absent for legacy callbacks. */
	applicationId?: string;
	url: string;
	/** ISO time. */
	sentAt: string;
	/** The JSON body. */
	body: unknown;
	/** HTTP status answered; null while waiting, and when there was no answer. */
	status: number | null;
	/** Why there was no answer; null when there was one. */
	error: string | null;
	/** Milliseconds until the answer or the failure; null while waiting. */
	durationMs: number | null;
}

/** Sends the callbacks of one sandbox: a single unsigned POST each, as the Webhooks page says. */
export class Callbacks {
	/** All callbacks, oldest first. */
	readonly log: CallbackRecord[] = [];

	private readonly stopped = new AbortController();

	/** @param timeoutMs how long to wait for an answer; the vendor's own time is not documented */
	constructor(private readonly timeoutMs: number) {
		// Each callback on its way listens, and any number may be on its way.
		setMaxListeners(0, this.stopped.signal);
	}

	/**
	 * Sends one callback, once.
	 * @param callback its subject, its URL and its JSON body
	 * @returns its record, complete once answered or failed; never rejects
	 */
	async send(
		callback: Pick<CallbackRecord, 'kind' | 'customerId' | 'applicationId' | 'url' | 'body'>,
	): Promise<CallbackRecord> {
		const record: CallbackRecord = {
			number: this.log.length + 1,
			...callback,
			sentAt: new Date().toISOString(),
			status: null,
			error: null,
			durationMs: null,
		};
		this.log.push(record);
		const started = Date.now();
		try {
			const answer = await axios.post(callback.url, callback.body, {
				timeout: this.timeoutMs,
				signal: this.stopped.signal,
				maxRedirects: 0,
				proxy: false,
				validateStatus: () => true,
			});
			record.status = answer.status;
		} catch (error) {
			// A refused connection to a name with several addresses has a code but no message.
			const { message, code } = error as { message?: string; code?: string };
			record.error = message || code || String(error);
		}
		record.durationMs = Date.now() - started;
		return record;
	}

	/** Breaks off callbacks on their way. */
	stop(): void {
		this.stopped.abort();
	}
}
