import { expect, it, vi } from 'vitest';
import { say, sayWaiting } from './say';

const { overlays, show } = vi.hoisted(() => ({
  overlays: vi.fn<() => Promise<unknown>>(),
  show: vi.fn<(note: { message: string }) => void>(),
}));
vi.mock('./overlays', () => ({ overlays }));

it('notes come once their code is there, the last ones and once', async () => {
  overlays.mockRejectedValue(new Error('no connection'));
  for (let i = 1; i <= 7; i++) say(`note ${i}`);
  await vi.waitFor(() => expect(overlays).toHaveBeenCalledTimes(7));
  expect(show).not.toHaveBeenCalled();
  overlays.mockResolvedValue({ notifications: { show } });
  await Promise.all([sayWaiting(), sayWaiting()]);
  say('note 8');
  await sayWaiting();
  expect(show.mock.calls.map(([{ message }]) => message)).toEqual([3, 4, 5, 6, 7, 8].map((i) => `note ${i}`));
});
