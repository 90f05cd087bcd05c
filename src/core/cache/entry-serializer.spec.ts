import fc from 'fast-check';
import { expect, it } from 'vitest';
import { entrySerializer } from './entry-serializer.js';

it('an entry comes back as it was, whatever its text', () => {
  const value = fc.oneof(
    fc.record({ version: fc.string(), text: fc.string({ unit: 'binary' }) }),
    fc.record({ text: fc.constant(null), message: fc.string() }),
    fc.nat(),
  );
  const entry = fc.record({ value, createdAt: fc.nat(), tags: fc.array(fc.string()) });
  fc.assert(
    fc.property(entry, (kept) => {
      expect(entrySerializer.deserialize(entrySerializer.serialize(kept))).toEqual(kept);
    }),
  );
});
