export * from './cloudpayments';
export * from './connectfi';
export type { Fault, RateLimit } from './core/faults';
export type { RecordedRequest } from './core/recorder';
