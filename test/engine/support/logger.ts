import { ExecuteContext } from 'n8n-core';

type Logger = ExecuteContext['logger'];

/** The class of n8n's contexts that gives them their logger. */
const ownerOfLogger = (prototype: ExecuteContext): ExecuteContext =>
	Object.hasOwn(prototype, 'logger')
		? prototype
		: ownerOfLogger(Object.getPrototypeOf(prototype) as ExecuteContext);

/** Puts a logger in the place of n8n's for all nodes, until `jest.restoreAllMocks`. */
export function replaceLogger(logger: Partial<Logger>): void {
	jest
		.spyOn(ownerOfLogger(ExecuteContext.prototype), 'logger', 'get')
		.mockReturnValue(logger as Logger);
}
