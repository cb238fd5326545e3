// How many threads fast mode uses while other programs come and go: the decision, on a machine whose times are reckoned.
import { describe, expect, it } from 'vitest';
import { openThreadWatch } from '../dist/backend/llama/process/thread-watch.js';

const THREADS = 8;

/** A step of eight conversations that share the cores with others; with more threads than free cores, all of them wait for each other. */
function stepMs(threads: number, free: number): number {
  return (threads > free ? 10 : 1) * (4 + 80 / threads);
}

/** @param free cores, by the step. @returns the number of threads that each step was computed with */
function play(steps: number, free: (step: number) => number, more: { lanes?: number; growth?: number } = {}): number[] {
  const { lanes = 8, growth = 0 } = more;
  const watch = openThreadWatch(THREADS);
  const used: number[] = [];
  for (let step = 0; step < steps; step++) {
    const threads = watch.before(lanes);
    used.push(threads);
    const ms = stepMs(threads, free(step)) * (1 + growth * step);
    watch.after({ ms, cpuMs: ms * Math.min(threads, free(step)), lanes });
  }
  return [...used, watch.settled()];
}

describe('threads in fast mode', () => {
  it('stay as they are while nothing else runs, however long the conversations become', () => {
    expect(new Set(play(2_000, () => 8))).toEqual(new Set([8]));
    const used = play(4_000, () => 8, { growth: 1 / 500 });
    expect(used.at(-1)).toBe(8);
    // A few steps were tried with fewer.
    expect(used.filter((threads) => threads !== 8).length).toBeLessThan(200);
  });

  it('are given up within a few steps when other programs take cores', () => {
    const used = play(300, (step) => (step < 100 ? 8 : 7));
    expect(new Set(used.slice(0, 100))).toEqual(new Set([8]));
    expect(new Set(used.slice(200))).toEqual(new Set([7]));
    expect(play(300, (step) => (step < 100 ? 8 : 4)).at(-1)).toBe(4);
  });

  it('are given up when the cores were taken from the beginning', () => {
    const used = play(200, () => 6);
    expect(used.at(-1)).toBeLessThanOrEqual(6);
    expect(used.at(-1)).toBeGreaterThanOrEqual(4);
  });

  it('come back when the cores are free again', () => {
    const used = play(4_000, (step) => (step < 100 || step >= 1_000 ? 8 : 4));
    expect(used[990]).toBe(4);
    expect(used.at(-1)).toBe(8);
  });

  it('are looked for in several trials when more and more cores are taken', () => {
    const used = play(6_000, (step) => (step < 100 ? 8 : step < 2_000 ? 5 : 2));
    expect(used[1_900]).toBeLessThanOrEqual(5);
    expect(used.at(-1)).toBeLessThanOrEqual(2);
  });

  it('stay as they are while one conversation is left, whose numbers depend on them', () => {
    expect(new Set(play(500, (step) => (step < 100 ? 8 : 4), { lanes: 1 }))).toEqual(new Set([8]));
  });
});
