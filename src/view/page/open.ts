// Opens and closes what is compared. Start at `openComparison`.
import {
  comparison,
  loadComparison,
  problem,
  queryOf,
  reloadFigures,
  reloadRegressions,
  reloadSection,
  source,
} from './data.ts';
import type { Change } from './source.ts';
import { goToLinked } from './steps.ts';
import { at, EVERYTHING, look, view } from './view-state.ts';

let stopWatching = (): void => {};

/** What the address names, or what the file has. Ends when it is here; it is drawn, and gone to, afterwards. */
export async function openComparison(): Promise<void> {
  stopWatching();
  const from = source.value;
  if (!from) return;
  await loadComparison();
  if (!comparison.value) return;
  stopWatching = from.watch(queryOf(), hear);
  void goToLinked();
}

export function openRuns(runs: readonly string[], models: readonly string[] = []): void {
  at.value = null;
  view.value = { ...EVERYTHING, runs, models };
  void openComparison();
}

export function closeComparison(): void {
  stopWatching();
  stopWatching = () => {};
  comparison.value = null;
  problem.value = null;
  at.value = null;
  look(EVERYTHING);
}

function hear(change: Change): void {
  const now = comparison.value;
  if (!now) return;
  if (change.type === 'section') void reloadSection(change.scenario);
  else if (change.type === 'figures') void reloadFigures();
  else if (change.type === 'regressions') void reloadRegressions();
  else if (change.type === 'run') {
    const runs = now.runs.map((run) => (run.id === change.run ? { ...run, status: change.status } : run));
    comparison.value = { ...now, runs };
  }
}
