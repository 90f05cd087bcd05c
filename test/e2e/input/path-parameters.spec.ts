import { afterAll, beforeAll, expect, it } from 'vitest';
import { Server } from '../../support/app.js';
import { RestInput, ruleOf } from './rest-input.js';
import { problemOf } from '../../support/rest.js';
import { type RestCase, restCases } from './rest-routes.js';
import { goodValues } from './rules.js';

let server: Server;
let input: RestInput;

beforeAll(async () => {
  server = await Server.start();
  input = await RestInput.arrange(server);
});
afterAll(() => server.stop());

const params = restCases.flatMap((route) =>
  [...route.route.matchAll(/\{(id|userId|inviteId)\}/g)].map(([, param = '']) => ({ ...route, param })),
);

const requiredQuery = ({ query = {} }: RestCase) => {
  const fields = Object.entries(query).flatMap(([name, { good, optional }]) =>
    optional ? [] : [[name, String(good)] as [string, string]],
  );
  return `?${new URLSearchParams(fields).toString()}`;
};

it.each(params)('$param of $route that is no id is named with its rule', async (route) => {
  const body = route.body && goodValues(route.body);
  for (const value of ['nonsense', '1', `${input.channelId}0`, '%00', '%27%20OR%201%3D1']) {
    const answer = await input.ask(route, { params: { [route.param]: value }, body, query: requiredQuery(route) });
    expect(ruleOf(answer, route.param)).toMatch(/must be a UUID/);
  }
});

it('an id that is written like a UUID, whatever its version and variant, is that of nothing', async () => {
  for (const id of ['00000000-0000-0000-0000-000000000001', 'ABCDEFAB-1111-0111-1111-111111111111']) {
    expect(problemOf(await input.person.call('GET', `/channels/${id}`))).toMatchObject({
      status: 404,
      code: 'not_found',
    });
  }
});
