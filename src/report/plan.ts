import { inertJson, inertLine } from '../core/inert-text.ts';
import type { PlanDescription } from '../run/dry-run.ts';
import { plainTable } from './plain-table.ts';
import { messageText, type Screen } from './screen.ts';
import { describeTemplate, describeTime, plural } from './wording.ts';

export async function printPlan(plan: PlanDescription, json: boolean, screen: Screen): Promise<void> {
  const { stdout } = screen;
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
    `${plural(models.length, 'model')} × ${plural(scenarios, 'scenario')} × ${plural(settings, 'variant')} of settings × ${plural(samples, 'sample')}, ${mode}; nothing is played\n`,
  );
  stdout.write(`${plainTable(head, rows, numbers)}\n`);
  for (const { model, template } of models) {
    if (template && 'problem' in template)
      stdout.write(`${inertLine(model)}: ${messageText(template.problem, screen)}\n`);
    else if (template?.from === 'family')
      stdout.write(`${inertLine(model)}: ${inertLine(describeTemplate(template))}\n`);
  }
  stdout.write(
    `${plural(plan.conversations, 'conversation')}, ${plural(plan.turns, 'turn')}, time: ${describeTime(plan.estimateMs)}\n`,
  );
  if (plan.estimateMs === null) {
    stdout.write('Times are known only for models already played in this mode; playing --first 1 is enough.\n');
  }
}
