import { application } from './application';
import { customer } from './customer';
import { document } from './document';
import { legacyDocument } from './legacyDocument';
import { legacyKyc } from './legacyKyc';
import type { Resource } from './operation';

/** Everything the node can do. The editor's dropdowns and the router both read this list. */
export const resources: Resource[] = [customer, document, application, legacyKyc, legacyDocument];
