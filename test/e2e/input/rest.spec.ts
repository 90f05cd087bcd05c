import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Server } from '../../support/app.js';
import { noSuchId } from '../../support/factories.js';
import { problemOf } from '../../support/rest.js';
import { endingIn } from '../../support/tokens.js';
import { errorsOf, ruleOf, RestInput } from './rest-input.js';
import { restCases } from './rest-routes.js';
import { goodValues, IS_REQUIRED, IS_UNKNOWN } from './rules.js';

let server: Server;
let input: RestInput;

beforeAll(async () => {
  server = await Server.start();
  input = await RestInput.arrange(server);
});
afterAll(() => server.stop());

const withBody = restCases.flatMap((route) => (route.body ? [{ ...route, fields: route.body }] : []));
const badBodies = withBody.flatMap((route) =>
  Object.entries(route.fields).flatMap(([field, { bad }]) =>
    bad.map(([value, rule]) => ({ ...route, field, value, rule, shown: JSON.stringify(value).slice(0, 40) })),
  ),
);
const required = withBody.flatMap((route) =>
  Object.entries(route.fields).flatMap(([field, { optional }]) => (optional ? [] : [{ ...route, field }])),
);
const withQuery = restCases.flatMap((route) => (route.query ? [{ ...route, fields: route.query }] : []));
const badQueries = withQuery.flatMap((route) =>
  Object.entries(route.fields).flatMap(([field, { bad }]) =>
    bad.map(([value, rule]) => ({ ...route, field, value: String(value), rule, shown: String(value).slice(0, 40) })),
  ),
);
it('has a case for every route', () => {
  const documented = server.conformance.routes.flatMap(({ method, path }) =>
    path.startsWith('/api/v1') ? [`${method} ${path.slice('/api/v1'.length)}`] : [],
  );
  expect(restCases.map(({ route }) => route).toSorted()).toEqual(documented.toSorted());
});

describe('without a good token', () => {
  it.each(restCases.filter((route) => !route.public))('$route answers unauthenticated', async (route) => {
    const body = route.body && goodValues(route.body);
    const bad = ['', 'nonsense', endingIn(-1, input.person.accessToken), input.person.refreshToken];
    for (const token of bad) {
      const answer = await input.ask(route, { token, body });
      expect(problemOf(answer)).toMatchObject({ status: 401, code: 'unauthenticated' });
    }
    expect((await input.ask(route, { headers: { authorization: '' }, body })).status).toBe(401);
  });
});

describe('an id', () => {
  it.each(restCases.filter(({ missing }) => missing))('of $route that names nothing is not found', async (route) => {
    const answer = await input.ask(route, {
      params: { [route.missing ?? '']: noSuchId() },
      body: route.body && goodValues(route.body),
    });
    expect(problemOf(answer)).toMatchObject({ status: 404, code: 'not_found' });
  });
});

describe('a field', () => {
  it.each(required)('$field of $route that is missing is named', async (route) => {
    const { [route.field]: _, ...rest } = goodValues(route.fields);
    expect(ruleOf(await input.ask(route, { body: rest }), route.field)).toMatch(IS_REQUIRED);
  });

  it.each(badBodies)('$field of $route that is $shown is named with its rule', async (route) => {
    const body = { ...goodValues(route.fields), [route.field]: route.value };
    expect(ruleOf(await input.ask(route, { body }), route.field)).toMatch(route.rule);
  });

  it.each(withBody)('of $route that is unknown is named', async (route) => {
    expect(ruleOf(await input.ask(route, { body: { ...goodValues(route.fields), surprise: 1 } }), 'surprise')).toMatch(
      IS_UNKNOWN,
    );
  });
});

describe('a body', () => {
  it.each(withBody)('of $route that is no object is refused', async (route) => {
    for (const raw of ['[]', '"text"', '5', 'null', 'true']) {
      expect(problemOf(await input.ask(route, { raw }))).toMatchObject({ status: 400, code: 'validation_failed' });
    }
  });

  it.each(withBody)('of $route that is no JSON is refused', async (route) => {
    for (const raw of ['{', '{"a":}', 'nonsense', "{'a':1}", '\u0000']) {
      expect(problemOf(await input.ask(route, { raw }))).toMatchObject({ status: 400, code: 'validation_failed' });
    }
  });

  it.each(withBody)('of $route in another type of content is not read', async (route) => {
    const raw = JSON.stringify(goodValues(route.fields));
    for (const type of ['text/plain', 'application/x-www-form-urlencoded', 'application/xml']) {
      const answer = await input.ask(route, { raw, headers: { 'content-type': type } });
      expect(problemOf(answer)).toMatchObject({ status: 400, code: 'validation_failed' });
    }
  });

  it.each(withBody)('of $route that is too large is refused', async (route) => {
    const answer = await input.ask(route, { body: { ...goodValues(route.fields), surprise: 'x'.repeat(70_000) } });
    expect(problemOf(answer)).toMatchObject({ status: 413, code: 'payload_too_large' });
  });

  it.each(withBody)('of $route does not reach the prototype of anything', async (route) => {
    const raw = JSON.stringify({ ...goodValues(route.fields), surprise: 1 }).replace('surprise', '__proto__');
    expect((await input.ask(route, { raw })).status).toBeLessThan(500);
    expect(Object.hasOwn(Object.prototype, 'surprise')).toBe(false);
  });
});

describe('a query', () => {
  it.each(badQueries)('$field=$shown of $route is named with its rule', async (route) => {
    const query = `?${new URLSearchParams({ [route.field]: route.value }).toString()}`;
    expect(ruleOf(await input.ask(route, { query }), route.field)).toMatch(route.rule);
  });

  it.each(withQuery)('of $route with an unknown or doubled parameter is refused', async (route) => {
    expect(ruleOf(await input.ask(route, { query: '?surprise=1' }), 'surprise')).toMatch(IS_UNKNOWN);
    expect(ruleOf(await input.ask(route, { query: '?limit=1&limit=2' }), 'limit')).toMatch(
      /expected string|whole number|not a known field/,
    );
    expect(ruleOf(await input.ask(route, { query: '?limit[a]=1' }), 'limit[a]')).toMatch(IS_UNKNOWN);
  });

  it('of history names one anchor, not two', async () => {
    const answer = await input.person.call('GET', `/channels/${input.channelId}/messages?before=2&after=1`);
    expect(errorsOf(answer)).toEqual([{ path: 'before', message: 'give one of before, after and around' }]);
  });
});

describe('what is not there at all', () => {
  it('is a problem document too', async () => {
    const calls: [string, string][] = [
      ['GET', '/nothing'],
      ['POST', '/users/me'],
      ['PUT', '/channels'],
      ['GET', '/users/%E0%A4%A'],
    ];
    for (const [method, path] of calls) {
      const answer = await input.person.call(method, path);
      expect([400, 404], `${method} ${path}`).toContain(answer.status);
      expect(['validation_failed', 'not_found']).toContain(problemOf(answer).code);
    }
  });
});
