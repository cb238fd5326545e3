// From files of other programs to scenario files. Start at `importScenarios`.
import { UserError } from '../core/errors.ts';
import { absolute, shorten, type World } from '../core/world.ts';
import type { CardScenario } from '../formats/cards/scenario-of-card.ts';
import { openCardFile, scenarioText, withTurns } from '../scenario/card-file.ts';
import type { Turn } from '../scenario/schema.ts';
import { chosenTurns } from '../scenario/turns-of.ts';
import { say, type Text } from '../words/text.ts';
import { type DraftFormat, importDrafts } from './import-drafts.ts';
import type { ImportedScenario, ImportedScenarios } from './imported-scenario.ts';

export interface ScenarioImportRequest {
  files: readonly { file: string; format: DraftFormat | 'card' }[];
  /** See `chosenTurns`; null: the user lines are left to be filled in. */
  turnsOf: string | null;
  /** What the user is called; null: by the language. */
  user: string | null;
  /** See `chosenPersona`; null: that of the file. */
  personaOf: string | null;
  /** The names of a chat's two speakers; null: they are found. */
  roles: { user: string; assistant: string } | null;
  /** Which of a card's greetings, from 1; all: a scenario of each. */
  greeting: number | 'all';
}

/** @throws UserError for a file that is not of its format, or that would be no valid scenario */
export async function importScenarios(request: ScenarioImportRequest, world: World): Promise<ImportedScenarios> {
  const turns = (await chosenTurns(request.turnsOf, world)) ?? [];
  const imported: ImportedScenarios = { scenarios: [], notes: [] };
  for (const { file: name, format } of request.files) {
    const file = absolute(name, world);
    if (format !== 'card') {
      const { scenarios, notes } = await importDrafts(file, { ...request, format, turns }, world);
      for (const scenario of scenarios) imported.scenarios.push(scenario);
      imported.notes.push(...notes);
      continue;
    }
    const { first, others, notes } = await greetingsOf(file, request);
    for (const scenario of [first, ...others]) {
      imported.scenarios.push(textOf(scenario, turns, { file, shown: shorten(file, world) }));
    }
    imported.notes.push(...notes);
  }
  requireOwnIds(imported.scenarios);
  return imported;
}

/** Of one card: each scenario has the whole card in it. */
const MOST_GREETINGS = 200;

async function greetingsOf(
  file: string,
  { user, greeting }: ScenarioImportRequest,
): Promise<{ first: CardScenario['scenario']; others: CardScenario['scenario'][]; notes: Text[] }> {
  const wanted = greeting === 'all' ? 1 : greeting;
  const scenarioWith = await openCardFile(file);
  const { scenario: first, greetings: all, notes } = scenarioWith({ user, greeting: wanted });
  const greetings = all.length;
  if (wanted > Math.max(greetings, 1)) {
    throw new UserError(say('has no greeting {wanted}; the last one is {n}', { n: greetings, wanted }), {
      place: { file },
    });
  }
  if (greeting === 'all') {
    if (greetings > MOST_GREETINGS) {
      throw new UserError(
        say('has {n} greetings, and at most {most} become scenarios at once; --greeting 2 imports one', {
          n: greetings,
          most: MOST_GREETINGS,
        }),
        { place: { file } },
      );
    }
    const numbers = Array.from({ length: Math.max(greetings - 1, 0) }, (_, index) => index + 2);
    const others = numbers.map((number) => {
      const { scenario } = scenarioWith({ user, greeting: number });
      return { ...scenario, id: `${scenario.id}-${number}`, title: `${scenario.title} (${number})` };
    });
    return { first, others, notes };
  }
  const left = greetings - 1;
  const more =
    left > 0
      ? [say('other greetings of the card: {n}; --greeting 2, or --greeting all, imports them', { n: left })]
      : [];
  return { first, others: [], notes: [...notes, ...more] };
}

/** What cannot be a scenario is found now, with or without its user lines. */
function textOf(
  scenario: CardScenario['scenario'],
  turns: readonly Turn[],
  { file, shown }: { file: string; shown: string },
): ImportedScenario {
  const { id } = scenario;
  const loaded = withTurns(scenario, turns.length > 0 ? turns : [{ user: '…' }], file);
  const head = `# ${say('Imported from {file}', { file: shown.replace(/\s/g, ' ') })}\n`;
  if (turns.length > 0) return { id, file, text: `${head}${loaded.text}`, turns: turns.length };
  return { id, file, text: `${head}${scenarioText(scenario)}`, turns: 0 };
}

function requireOwnIds(scenarios: readonly ImportedScenario[]): void {
  const files = new Map<string, ImportedScenario>();
  for (const scenario of scenarios) {
    const { id, file } = scenario;
    const twin = files.get(id);
    files.set(id, scenario);
    if (twin) {
      const message = say('would have the same id "{id}" as {file}; import them one by one', { id, file: twin.file });
      throw new UserError(message, { place: { file } });
    }
  }
}
