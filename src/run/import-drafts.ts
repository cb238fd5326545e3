// What other formats than cards bring of a scenario → scenario files: all that is missing comes from elsewhere, or is left to be filled in.
// Start at `importDrafts`.
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import { parsedAt } from '../core/parsed-at.ts';
import { readPlainFile } from '../core/plain-file.ts';
import { shorten, type World } from '../core/world.ts';
import type { ScenarioDraft } from '../formats/draft.ts';
import type { ImportFormat } from '../formats/format-names.ts';
import { readQuestions } from '../formats/questions/question-set.ts';
import { QUESTION_MEGABYTES } from '../formats/questions/rows.ts';
import { scenarioText } from '../scenario/card-file.ts';
import { chosenPersona, type WrittenPersona } from '../scenario/persona-of.ts';
import { ScenarioSchema, type Turn } from '../scenario/schema.ts';
import { say, type Text } from '../words/text.ts';
import type { ImportedScenario, ImportedScenarios } from './imported-scenario.ts';

interface DraftImport {
  format: ImportFormat;
  user: string | null;
  personaOf: string | null;
  /** Said after what the file itself has the user say. */
  turns: readonly Turn[];
}

export async function importDrafts(
  file: string,
  { user, personaOf, turns }: DraftImport,
  world: World,
): Promise<ImportedScenarios> {
  const persona = await chosenPersona(personaOf, { user }, world);
  const { name } = path.parse(file);
  const bytes = await readPlainFile(file, QUESTION_MEGABYTES);
  const { drafts, notes, assumed } = await readQuestions(bytes, file, { name, user });
  if (turns.length > 0) requireOpen(drafts, file);
  const shown = shorten(file, world);
  return {
    scenarios: drafts.map((draft) => scenarioOf(draft, { persona, turns, file, shown })),
    notes: [
      ...notes,
      ...(persona === null && assumed !== null ? [told(assumed)] : []),
      ...(turns.length === 0 ? openNotes(drafts) : []),
    ],
  };
}

function told(text: string): Text {
  return say('questions come without a persona; the model is told: {text} (--persona-of names another)', { text });
}

function requireOpen(drafts: readonly ScenarioDraft[], file: string): void {
  if (drafts.some(({ isOpen }) => isOpen)) return;
  throw new UserError(say('says itself all that the user says; --turns-of is for files that do not'), {
    place: { file },
  });
}

/** Where not one is there, the command says so. */
function openNotes(drafts: readonly ScenarioDraft[]): Text[] {
  const isBegun = drafts.some(({ isOpen, turns }) => isOpen && turns.length > 0);
  return isBegun
    ? [say('only what the user says first is there; more is taken from --turns-of, and can be added')]
    : [];
}

interface Sources {
  persona: WrittenPersona | null;
  turns: readonly Turn[];
  file: string;
  shown: string;
}

/** What cannot be a scenario is found now, with or without what is still missing. */
function scenarioOf(draft: ScenarioDraft, { persona, turns, file, shown }: Sources): ImportedScenario {
  const { line, isOpen: _, turns: own, ...rest } = draft;
  const said = [...own, ...turns];
  const written = { ...rest, persona: persona ?? rest.persona };
  const lines = said.map((turn) => (Object.keys(turn).length > 1 ? turn : turn.user));
  parsedAt(ScenarioSchema, { ...written, turns: lines.length > 0 ? lines : ['…'] }, { file, line });
  const head = `# ${say('Imported from {file}', { file: shown.replace(/\s/g, ' ') })}\n`;
  return {
    id: draft.id,
    file,
    text: `${head}${scenarioText(written, lines.length > 0 ? lines : undefined)}`,
    turns: said.length,
  };
}
