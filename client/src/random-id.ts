const VERSION = 6;
const VARIANT = 8;

/** A new UUID of version 4 (RFC 9562, section 5.4). Pages over plain HTTP have no `crypto.randomUUID`. */
export function randomId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[VERSION] = (bytes[VERSION]! & 0x0f) | 0x40;
  bytes[VARIANT] = (bytes[VARIANT]! & 0x3f) | 0x80;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})/, '$1-$2-$3-$4-');
}
