export { ConnectFiApi } from './credentials/ConnectFiApi.credentials';
export { ConnectFiLoginApi } from './credentials/ConnectFiLoginApi.credentials';
export { ConnectFi } from './nodes/ConnectFi/ConnectFi.node';
export { ConnectFiTrigger } from './nodes/ConnectFi/ConnectFiTrigger.node';
export type {
	Application,
	ConnectFiDocument,
	EntityApplication,
	Envelope,
	ErrorEnvelope,
	KycStatus,
	LegacyKyc,
	LegacyKycDocument,
	ValidationIssue,
} from './nodes/ConnectFi/api/types';
