/** The header by which clients say, in the OpenAPI document, what they saw last. */
export const LAST_EVENT_ID = { name: 'Last-Event-ID', required: false };
