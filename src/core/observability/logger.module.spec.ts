import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { withoutTokens } from './logger.module.js';
import { requestIdOf } from './request-id.js';

describe('a logged URL', () => {
  it.each([
    ['/api/v1/x', '/api/v1/x'],
    ['/x?token=secret', '/x?token=[redacted]'],
    ['/x?a=1&token=secret&b=2', '/x?a=1&token=[redacted]&b=2'],
    ['/x?token=one&token=two', '/x?token=[redacted]&token=[redacted]'],
    ['/register?invite=secret', '/register?invite=[redacted]'],
    ['/x?access_token=secret', '/x?access_token=[redacted]'],
    ['/x?nottoken=kept&tokens=kept', '/x?nottoken=kept&tokens=kept'],
    ['/x?token=', '/x?token=[redacted]'],
    ['/api/v1/invites/secret', '/api/v1/invites/[redacted]'],
    ['/api/v1/invites/secret/accept?a=1', '/api/v1/invites/[redacted]/accept?a=1'],
    ['/API/v1/Invites/secret', '/API/v1/Invites/[redacted]'],
    ['/join/secret?a=1', '/join/[redacted]?a=1'],
    ['/api/v1/channels/1/invites/2', '/api/v1/channels/1/invites/2'],
  ])('%s is written as %s', (url, logged) => {
    expect(withoutTokens(url)).toBe(logged);
  });

  it('never has the token, whatever that is and wherever it stands', () => {
    const parameter = fc
      .tuple(fc.constantFrom('a', 'since', 'tok'), fc.nat())
      .map(([name, value]) => `${name}=${value}`);
    const token = fc.base64String({ minLength: 8 }).map((text) => encodeURIComponent(text));
    fc.assert(
      fc.property(fc.array(parameter), token, fc.array(parameter), (before, secret, after) => {
        const url = `/events?${[...before, `token=${secret}`, ...after].join('&')}`;
        expect(withoutTokens(url)).not.toContain(secret);
      }),
    );
  });
});

describe('a request id', () => {
  it('is the caller’s own where it looks like one', () => {
    expect(requestIdOf('abc-123_45.6')).toBe('abc-123_45.6');
  });

  it.each([undefined, '', 'short', 'x'.repeat(65), 'has space in it', 'has\nnewline', ['several', 'of-them']])(
    'is a new one in place of %j',
    (header) => {
      expect(requestIdOf(header)).toMatch(/^[\da-f-]{36}$/);
    },
  );
});
