import { ExitCode } from '../../core/errors.ts';
import { inertLine } from '../../core/inert-text.ts';
import { plural } from '../../core/plural.ts';
import { shorten } from '../../core/world.ts';
import { plainTable } from '../../report/plain-table.ts';
import { columnsOf } from '../../report/screen.ts';
import { scenarioJsonSchema } from '../../scenario/json-schema.ts';
import { loadScenarios } from '../../scenario/load.ts';
import type { Scenario } from '../../scenario/schema.ts';
import type { Host } from '../host.ts';

export async function listScenarios(host: Host): Promise<number> {
  const loaded = await loadScenarios(['*'], host);
  const rows = loaded.map(({ scenario }) => rowOf(scenario).map(inertLine));
  const head = ['scenario', 'turns', 'refs', 'language', 'tags', 'title'];
  host.stdout.write(`${plainTable(head, rows, { columns: columnsOf(host.stdout), numbers: ['turns', 'refs'] })}\n`);
  return ExitCode.done;
}

/** One title, in the scenario's language, and no tag that only repeats another column: lines should fit a terminal. */
function rowOf({ id, title, tags, persona: { language, register }, turns }: Scenario): string[] {
  return [
    id,
    String(turns.length),
    String(turns.filter(({ referenceReplies }) => referenceReplies).length),
    `${language} ${register}`,
    tags.filter((tag) => tag !== language && tag !== register).join(' '),
    language === 'ja' ? title.ja : title.en,
  ];
}

export async function checkScenarios(selectors: readonly string[], host: Host): Promise<number> {
  const loaded = await loadScenarios(selectors.length > 0 ? selectors : ['*'], host);
  for (const { scenario, file } of loaded)
    host.stdout.write(
      `ok ${inertLine(shorten(file, host))}: ${scenario.id}, ${plural(scenario.turns.length, 'turn')}\n`,
    );
  return ExitCode.done;
}

export async function printSchema(host: Host): Promise<number> {
  host.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  return ExitCode.done;
}
