import type { Person } from './factories.js';
import type { Answer } from './rest.js';

/** One pixel, as small as a PNG gets. */
export const PNG = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** Makes it the person's picture. */
export const showPicture = (person: Person, raw: Buffer<ArrayBuffer> = PNG, type = 'image/png'): Promise<Answer> =>
  person.call('PUT', '/users/me/avatar', undefined, { raw, headers: { 'content-type': type } });
