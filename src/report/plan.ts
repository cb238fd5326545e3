import { inertJson, inertLine } from '../core/inert-text.ts';
import type { PlanDescription } from '../run/dry-run.ts';
import { retell } from '../words/retell.ts';
import { joinTexts, plural, say, type Text } from '../words/text.ts';
import { fold } from './fold.ts';
import { plainTable } from './plain-table.ts';
import { columnsOf, messageText, type Screen, shown } from './screen.ts';
import { describeTemplate, describeTime } from './wording.ts';

export async function printPlan(plan: PlanDescription, json: boolean, screen: Screen): Promise<void> {
  const { stdout } = screen;
  if (json) {
    stdout.write(`${inertJson(plan)}\n`);
    return;
  }
  const told = (text: Text | string): string => shown(text, screen);
  const numbers = (['conversations', 'turns', 'memory', 'time'] as const).map((name) => told(say(name)));
  const head = [told(say('model')), ...numbers];
  const rows = plan.models.map(({ model, conversations, turns, memoryBytes, estimateMs }) => [
    inertLine(model),
    String(conversations),
    String(turns),
    memoryBytes === null ? told(say('unknown')) : `${(memoryBytes / 1e6).toFixed(0)} MB`,
    told(describeTime(estimateMs)),
  ]);
  const line = (text: Text | string): void => {
    stdout.write(`${fold(told(text), columnsOf(stdout), 2)}\n`);
  };
  const { models, scenarios, settings, samples, mode } = plan;
  line(
    say('{models} × {scenarios} × {variants} of settings × {samples}, {mode}; nothing is played', {
      models: plural(models.length, 'model'),
      scenarios: plural(scenarios, 'scenario'),
      variants: plural(settings, 'variant'),
      samples: plural(samples, 'sample'),
      mode,
    }),
  );
  line(`${plainTable(head, rows, { columns: columnsOf(stdout), numbers })}`);
  for (const { model, template } of models) {
    if (template && 'problem' in template)
      line(`${inertLine(model)}: ${messageText(retell(template.problem, screen.words), screen)}`);
    else if (template?.from === 'family') line(`${inertLine(model)}: ${told(describeTemplate(template))}`);
  }
  line(
    joinTexts(', ', [
      plural(plan.conversations, 'conversation'),
      plural(plan.turns, 'turn'),
      say('time: {time}', { time: describeTime(plan.estimateMs) }),
    ]),
  );
  if (plan.estimateMs === null) {
    line(say('Times are known only for models already played in this mode; playing --first 1 is enough.'));
  }
}
