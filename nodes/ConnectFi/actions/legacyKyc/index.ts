import type { Resource } from '../operation';
import * as addAttributes from './addAttributes.operation';
import * as getStatus from './getStatus.operation';
import * as init from './init.operation';
import * as linkDocument from './linkDocument.operation';
import * as uploadDocument from './uploadDocument.operation';

export const legacyKyc: Resource = {
	name: 'Legacy KYC (Deprecated)',
	value: 'legacyKyc',
	description: 'For customers already on /customer/kyc; in new workflows use KYC/KYB Application',
	operations: [getStatus, init, addAttributes, uploadDocument, linkDocument],
};
