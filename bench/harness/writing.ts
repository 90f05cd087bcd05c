import type { Bench } from './bench.js';
import { asPeople, type Population } from './population.js';
import type { Running } from './subject.js';

interface Writing {
  population: Population;
  channelId: string;
  perSecond: number;
}

export const urlOf = ({ ports: [port = 0] }: Running): string => `http://127.0.0.1:${port}`;

/** Throws unless it answers 201. */
export async function create(url: string, body: object, token?: string): Promise<unknown> {
  const headers = { 'content-type': 'application/json', ...(token && { authorization: `Bearer ${token}` }) };
  const answer = await fetch(url, { method: 'POST', headers, body: JSON.stringify(body) });
  if (answer.status !== 201) throw new Error(`${url} answered ${answer.status}: ${await answer.text()}`);
  return answer.json();
}

/** All people write in turn, at the same pace whatever becomes of it. Answers how to end it, and how many they wrote. */
export function write(
  bench: Bench,
  running: Running,
  { population, channelId, perSecond }: Writing,
): () => Promise<number> {
  const tokens = asPeople(population, bench.ground.jwtSecret).map(({ token }) => token);
  const url = `${urlOf(running)}/api/v1/channels/${channelId}/messages`;
  const sent: Promise<unknown>[] = [];
  const timer = setInterval(() => {
    const message = { clientId: crypto.randomUUID(), body: `message ${sent.length}, which somebody wrote` };
    const answer = create(url, message, tokens[sent.length % tokens.length]);
    // Whoever ends it hears of it.
    answer.catch(() => undefined);
    sent.push(answer);
  }, 1_000 / perSecond);
  return async () => {
    clearInterval(timer);
    return (await Promise.all(sent)).length;
  };
}
