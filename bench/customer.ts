import { jpeg } from '../test/engine/support/images';
import { individual } from '../test/engine/support/individual';

const { firstName, lastName, dateOfBirth, addresses } = individual('WaitReview');

/**
 * A customer whom the sandbox asks for documents, and leaves in review once it has them. Without an SSN, by which it would
 * take all of them for one.
 */
export const customer = { firstName, lastName, dateOfBirth, addresses };

/** A JPEG of 2 MB. */
export const image = Buffer.concat([jpeg, Buffer.alloc(2 * 1024 * 1024 - jpeg.length)]);
