export { CloudPaymentsKycApi } from './credentials/CloudPaymentsKycApi.credentials';
export { CloudPaymentsKyc } from './nodes/CloudPaymentsKyc/CloudPaymentsKyc.node';
export { CloudPaymentsKycTrigger } from './nodes/CloudPaymentsKyc/CloudPaymentsKycTrigger.node';
export type { KycStatus, UserStatus } from './nodes/CloudPaymentsKyc/api/status';
