/** A trigger that passes on what it is sent and does nothing else: no other node can be started faster by a webhook. */
class Floor {
	description = {
		displayName: 'Floor',
		name: 'floor',
		group: ['trigger'],
		// Of version 1, n8n resolves an expression with each call.
		version: 1.1,
		description: 'Starts the workflow with the body of the call',
		defaults: { name: 'Floor' },
		inputs: [],
		outputs: ['main'],
		webhooks: [{ name: 'default', httpMethod: 'POST', responseMode: 'onReceived', path: 'floor' }],
		properties: [],
	};

	async webhook() {
		return { workflowData: [[{ json: this.getBodyData() }]] };
	}
}

module.exports = { Floor };
