import { expect, it } from 'vitest';
import { ConnectionMemory } from './connection-memory.js';

it('is unknown until something was collected while somebody is connected', () => {
  const memory = new ConnectionMemory(1000);
  expect(memory.bytes).toBeNull();
  memory.measured(900, 0);
  expect(memory.bytes).toBeNull();
});

it('is what came with the connections, by their number', () => {
  const memory = new ConnectionMemory(1000);
  memory.measured(5000, 4);
  expect(memory.bytes).toBe(1000);
  memory.measured(3000, 1);
  expect(memory.bytes).toBe(2000);
});

it('is told from the last time that nobody was connected', () => {
  const memory = new ConnectionMemory(5000);
  memory.measured(1000, 0);
  memory.measured(3000, 2);
  expect(memory.bytes).toBe(1000);
  memory.measured(2000, 0);
  expect(memory.bytes).toBeNull();
  memory.measured(3000, 2);
  expect(memory.bytes).toBe(500);
});

it('is never less than nothing', () => {
  const memory = new ConnectionMemory(5000);
  memory.measured(4000, 2);
  expect(memory.bytes).toBe(0);
});
