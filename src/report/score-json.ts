// Scores as JSON: the results come from the run's folder, so that a large run does not have to fit into memory. Start at `printScores`.
import { inertJson } from '../core/inert-text.ts';
import { type Places, shorten } from '../core/world.ts';
import { CHECKS } from '../score/check-table.ts';
import type { ScoreReport } from '../score/report-on.ts';
import { readScores } from '../store/scores.ts';
import { written } from './json.ts';

export async function printScores(
  { run, checks, isWanted, notes, models, gates, ratings, preferences }: ScoreReport,
  stream: NodeJS.WritableStream,
  places: Places,
): Promise<void> {
  const head = { runId: run.manifest.runId, directory: shorten(run.directory, places), notes };
  if (!(await written(stream, `${inertJson(head).replace(/\s*\}$/, '')},\n  "checks": [`))) return;
  let isFirst = true;
  for (const id of checks) {
    const { version } = CHECKS[id];
    for await (const { schemaVersion: _, ...record } of readScores(run.directory, { id, version })) {
      if (!isWanted(record)) continue;
      if (!(await written(stream, `${isFirst ? '' : ','}\n    ${inertJson(record, 0)}`))) return;
      isFirst = false;
    }
  }
  const rest = inertJson({ table: models, gates, ratings, preferences }).replace(/^\{\s*/, '  ');
  await written(stream, `${isFirst ? '' : '\n  '}],\n${rest}\n`);
}
