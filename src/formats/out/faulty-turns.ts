import type { ExportedScore } from './exported-run.ts';

/** Whether a check of replies failed, for each turn that one could judge. */
export function faultyTurns(scores: readonly ExportedScore[]): Map<number, boolean> {
  const faulty = new Map<number, boolean>();
  for (const { turn, result } of scores) {
    if (turn === null || result === 'not-applicable') continue;
    faulty.set(turn, result === 'fail' || (faulty.get(turn) ?? false));
  }
  return faulty;
}
