import { describe, expect, it, vi } from 'vitest';
import { MemoryStore } from './client-store.js';
import { Http } from './http.js';
import { Keeper } from './keeper.js';
import { Session } from './session.js';
import { Sites } from './sites.js';

/** A server that answers sign-ins, each with tokens of their own, and refreshes when it is told to. */
async function rig(expiresIn: number) {
  let sessions = 0;
  const [asked, refreshes]: [string[], (() => void)[]] = [[], []];
  const pair = (name: string) => ({ accessToken: `access ${name}`, refreshToken: `refresh ${name}`, expiresIn });
  const json = (body: unknown) => new Response(JSON.stringify(body));
  const fetch = (url: string): Promise<Response> => {
    const path = new URL(url).pathname.replace('/api/v1', '');
    asked.push(path);
    if (path !== '/auth/refresh')
      return Promise.resolve(json({ user: { id: `${++sessions}` }, ...pair(`${sessions}`) }));
    return new Promise((resolve) => refreshes.push(() => resolve(json(pair('renewed')))));
  };
  const store = new MemoryStore();
  const keeper = new Keeper(store);
  const session = new Session(new Http(new Sites('http://server'), fetch), keeper, {
    renewed: () => undefined,
    ended: () => undefined,
  });
  const signIn = async (login: string) => {
    const { user, ...tokens } = await session.login({ login, password: '' });
    await session.begin(user, tokens);
  };
  await signIn('ana');
  await keeper.flush();
  return { session, signIn, keeper, store, asked, refreshes };
}

describe('a session', () => {
  it('begins once it is kept: whoever is seen to be signed in is so for a client that starts at once', async () => {
    const { session, signIn, store } = await rig(900);
    await session.logout();
    const [write, release] = [store.write.bind(store), Promise.withResolvers<void>()];
    const written = vi
      .spyOn(store, 'write')
      .mockImplementation((entries) => release.promise.then(() => write(entries)));
    const signedIn = signIn('bruno');
    await expect.poll(() => written).toHaveBeenCalled();
    expect(session.user).toBeNull();
    release.resolve();
    await signedIn;
    expect(session.user).not.toBeNull();
    expect((await store.load()).get('session')).toMatchObject({ user: session.user });
    await session.stop();
  });

  it('is left to a later client with the token that was on its way when this one stopped', async () => {
    const { session, keeper, store, refreshes } = await rig(900);
    const renewed = session.renew();
    const stopped = session.stop().then(() => keeper.stop());
    refreshes[0]?.();
    await Promise.all([renewed, stopped]);
    expect((await store.load()).get('session')).toMatchObject({ refreshToken: 'refresh renewed' });
  });

  it('is forgotten at once when its user signs out, though it takes a new token to tell the server', async () => {
    const { session, signIn, store, asked, refreshes } = await rig(0);
    const loggedOut = session.logout();
    expect(session.user).toBeNull();
    await expect.poll(() => refreshes.length).toBeGreaterThan(0);
    expect([...(await store.load()).keys()]).toEqual([]);
    await signIn('bruno');
    for (const answer of refreshes) answer();
    await loggedOut;
    expect(asked).toContain('/auth/logout');
    expect(session.user).toMatchObject({ id: '2' });
    await session.stop();
  });
});
