import { fields } from '../../api/fields';
import { submissionOptions, submissionParameters } from '../../descriptions/documentParameters';
import { applicationIdOption, customerIdParameters } from '../../descriptions/parameters';
import type { Item } from '../item';
import type { OperationDescription, SendRequests } from '../operation';
import { hintAtOpenCase } from './openCaseHint';
import { readFiles, submitFiles } from './submitFiles';

export const description: OperationDescription = {
	name: 'Submit Documents',
	value: 'submitDocuments',
	action: 'Submit documents for application',
	description: "Upload all of a customer's files and link them in one step",
	resultIdPath: 'applicationId',
	transfersFiles: true,
	properties: [...customerIdParameters, ...submissionParameters],
	options: [applicationIdOption, ...submissionOptions],
};

/** connectFi docs, pages "Generate Document", "Upload Document" and "Update", which says to link all files in one call. */
export async function prepare(item: Item): Promise<SendRequests> {
	const customerId = item.text('customerId', fields.updateCustomerId);
	const applicationId = item.option('applicationId', fields.applicationId);
	const submission = await readFiles(item);
	if (!submission.files.length) throw item.refusal("'Files' is empty. Add at least one file.");
	return async () => {
		const result = await submitFiles(item, submission, { customerId, applicationId });
		hintAtOpenCase(item, result.json);
		return result;
	};
}
