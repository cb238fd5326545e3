import { ExitCode } from '../core/errors.ts';
import { inertLine } from '../core/inert-text.ts';
import { foldersNamed } from '../run/world.ts';
import { scenarioJsonSchema } from '../scenario/json-schema.ts';
import { loadScenarios } from '../scenario/load.ts';
import type { Host } from './host.ts';
import { plainTable } from './plain-table.ts';

export async function listScenarios(host: Host): Promise<number> {
  const loaded = await loadScenarios(['*'], foldersNamed('scenarios', host));
  const rows = loaded.map(({ scenario }) => [
    scenario.id,
    String(scenario.turns.length),
    scenario.persona.language,
    scenario.persona.register,
    scenario.tags.join(' '),
    `${scenario.title.ja} (${scenario.title.en})`,
  ]);
  host.stdout.write(
    `${plainTable(
      ['scenario', 'turns', 'language', 'register', 'tags', 'title'],
      rows.map((row) => row.map(inertLine)),
    )}\n`,
  );
  return ExitCode.done;
}

export async function checkScenarios(selectors: readonly string[], host: Host): Promise<number> {
  const loaded = await loadScenarios(selectors.length > 0 ? selectors : ['*'], foldersNamed('scenarios', host));
  for (const { scenario, file } of loaded)
    host.stdout.write(`ok ${inertLine(file)}: ${scenario.id}, ${scenario.turns.length} turns\n`);
  return ExitCode.done;
}

export async function printSchema(host: Host): Promise<number> {
  host.stdout.write(`${JSON.stringify(scenarioJsonSchema(), null, 2)}\n`);
  return ExitCode.done;
}
