import fc from 'fast-check';
import { expect, it } from 'vitest';
import { decodeBusFrame, encodeBusFrame } from './bus-frame.js';

it('a publication gives back its header and its bytes', () => {
  const header = fc.record({
    origin: fc.string(),
    n: fc.nat(),
    topic: fc.string({ unit: 'binary' }),
    data: fc.jsonValue().map((data): unknown => JSON.parse(JSON.stringify(data))),
  });
  const body = fc.array(fc.uint8Array().map((bytes) => Buffer.from(bytes)));
  fc.assert(
    fc.property(header, body, (sent, parts) => {
      const decoded = decodeBusFrame(encodeBusFrame(sent, parts));
      expect(decoded.header).toEqual({ ...sent, topic: JSON.parse(JSON.stringify(sent.topic)) });
      expect(decoded.body.equals(Buffer.concat(parts))).toBe(true);
    }),
  );
});
