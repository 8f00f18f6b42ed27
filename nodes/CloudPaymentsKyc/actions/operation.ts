import type { Resource as SharedResource } from '../../shared/operation';
import type { Item } from './item';

export type { OperationDescription, Result, SendRequests } from '../../shared/operation';
export type Resource = SharedResource<Item>;
