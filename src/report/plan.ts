import { inertJson, inertLine } from '../core/inert-text.ts';
import type { PlanDescription } from '../run/dry-run.ts';
import { fold } from './fold.ts';
import { plainTable } from './plain-table.ts';
import { columnsOf, messageText, type Screen } from './screen.ts';
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
  const say = (text: string): void => {
    stdout.write(`${fold(text, columnsOf(stdout), 2)}\n`);
  };
  const numbers = ['conversations', 'turns', 'memory', 'time'];
  const { models, scenarios, settings, samples, mode } = plan;
  say(
    `${plural(models.length, 'model')} × ${plural(scenarios, 'scenario')} × ${plural(settings, 'variant')} of settings × ${plural(samples, 'sample')}, ${mode}; nothing is played`,
  );
  say(`${plainTable(head, rows, { columns: columnsOf(stdout), numbers })}`);
  for (const { model, template } of models) {
    if (template && 'problem' in template) say(`${inertLine(model)}: ${messageText(template.problem, screen)}`);
    else if (template?.from === 'family') say(`${inertLine(model)}: ${inertLine(describeTemplate(template))}`);
  }
  say(
    `${plural(plan.conversations, 'conversation')}, ${plural(plan.turns, 'turn')}, time: ${describeTime(plan.estimateMs)}`,
  );
  if (plan.estimateMs === null) {
    say('Times are known only for models already played in this mode; playing --first 1 is enough.');
  }
}
