import type { Resource } from './operation';
import { session } from './session';
import { user } from './user';

/** The resource dropdown of the node. */
export const resources: Resource[] = [session, user];
