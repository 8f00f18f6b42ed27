const { default: Sequencer } = require('@jest/test-sequencer');

/** Unit tests first, then the shortest files first: most mutants are noticed before a slow test starts. */
module.exports = class ShortestFirst extends Sequencer {
	sort(tests) {
		const isEngine = ({ path }) => Number(path.includes('/engine/'));
		return [...super.sort(tests)].sort(
			(one, other) =>
				isEngine(one) - isEngine(other) || (one.duration ?? 0) - (other.duration ?? 0),
		);
	}
};
