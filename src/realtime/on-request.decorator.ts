import { SetMetadata } from '@nestjs/common';
import type { RequestName } from '../contract/socket-events.js';

export const REQUEST = Symbol('handles a socket request');

/** The method answers this request of the contract: it gets the socket and the checked payload, and returns the ack's data. */
export const OnRequest = (name: RequestName) => SetMetadata(REQUEST, name);
