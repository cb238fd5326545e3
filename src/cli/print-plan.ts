import { inertJson, inertLine } from '../core/inert-text.ts';
import type { PlanDescription } from '../run/dry-run.ts';
import type { Host } from './host.ts';
import { plainTable } from './plain-table.ts';

export async function printPlan(plan: PlanDescription, json: boolean, { stdout }: Host): Promise<void> {
  if (json) {
    stdout.write(`${inertJson(plan)}\n`);
    return;
  }
  const head = ['model', 'conversations', 'turns', 'memory', 'time'];
  const rows = plan.models.map(({ model, conversations, turns, memoryBytes, estimateMs }) => [
    inertLine(model),
    String(conversations),
    String(turns),
    memoryBytes === null ? 'unknown' : `${(memoryBytes / 1e6).toFixed(0)} MB`,
    describeTime(estimateMs),
  ]);
  const numbers = ['conversations', 'turns', 'memory', 'time'];
  const { models, scenarios, settings, samples, mode } = plan;
  stdout.write(
    `${models.length} models × ${scenarios} scenarios × ${settings} settings × ${samples} samples, ${mode}; nothing is played\n`,
  );
  stdout.write(`${plainTable(head, rows, numbers)}\n`);
  stdout.write(`${plan.conversations} conversations, ${plan.turns} turns, time: ${describeTime(plan.estimateMs)}\n`);
  if (plan.estimateMs === null) {
    stdout.write('A time is known for models that have been played before in this mode; --first 1 is enough.\n');
  }
}

/** Two figures are all that an estimate holds. */
export function describeTime(milliseconds: number | null): string {
  if (milliseconds === null) return 'unknown';
  const seconds = milliseconds / 1_000;
  if (seconds < 60) return `${seconds < 10 ? seconds.toFixed(1) : seconds.toFixed(0)} s`;
  const minutes = Math.round(seconds / 60);
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`;
}
