// What other formats than cards bring of a scenario → scenario files: all that is missing comes from elsewhere, or is left to be filled in.
// Start at `importDrafts`.
import path from 'node:path';
import { UserError } from '../core/errors.ts';
import { parsedAt } from '../core/parsed-at.ts';
import { readPlainFile } from '../core/plain-file.ts';
import { HAND_WRITTEN_MEGABYTES, readTextFile } from '../core/text-file.ts';
import { shorten, type World } from '../core/world.ts';
import { chatDrafts } from '../formats/chat-drafts.ts';
import type { ScenarioDraft } from '../formats/draft.ts';
import type { ChatFormat } from '../formats/format-names.ts';
import { promptfooDrafts } from '../formats/promptfoo/drafts.ts';
import { readQuestions } from '../formats/questions/question-set.ts';
import { QUESTION_MEGABYTES } from '../formats/questions/rows.ts';
import { scenarioText } from '../scenario/card-file.ts';
import { chosenPersona, type WrittenPersona } from '../scenario/persona-of.ts';
import { ScenarioSchema, type Turn } from '../scenario/schema.ts';
import { say, type Text } from '../words/text.ts';
import type { ImportedScenario, ImportedScenarios } from './imported-scenario.ts';

/** What becomes scenarios by way of drafts. */
export type DraftFormat = ChatFormat | 'questions' | 'promptfoo';

export interface DraftImport {
  format: DraftFormat;
  user: string | null;
  personaOf: string | null;
  roles: { user: string; assistant: string } | null;
  /** Said after what the file itself has the user say. */
  turns: readonly Turn[];
}

export async function importDrafts(file: string, request: DraftImport, world: World): Promise<ImportedScenarios> {
  const { user, personaOf, turns } = request;
  const chosen = await chosenPersona(personaOf, { user }, world);
  const persona = chosen?.persona ?? null;
  const { drafts, notes, assumed } = await draftsIn(file, request, persona);
  if (turns.length > 0) requireOpen(drafts, file);
  const shown = shorten(file, world);
  return {
    scenarios: drafts.map((draft) => scenarioOf(draft, { persona, turns, file, shown })),
    notes: [
      ...(chosen?.notes ?? []),
      ...notes,
      ...personaNotes(drafts, persona, assumed),
      ...(turns.length === 0 ? openNotes(drafts) : []),
    ],
  };
}

interface Drafts {
  drafts: ScenarioDraft[];
  notes: Text[];
  /** An instruction that is not from the file; null: there is none. */
  assumed: string | null;
}

async function draftsIn(
  file: string,
  { format, user, roles }: DraftImport,
  persona: WrittenPersona | null,
): Promise<Drafts> {
  const { name } = path.parse(file);
  if (format === 'questions') {
    return readQuestions(await readPlainFile(file, QUESTION_MEGABYTES), file, { name, user });
  }
  if (format === 'promptfoo') {
    const text = await readTextFile(file, HAND_WRITTEN_MEGABYTES);
    return promptfooDrafts(text, file, (reference) => readBeside(reference, file), { name, user });
  }
  const text = await readTextFile(file);
  return { ...(await chatDrafts(format, text, file, { name, user, roles, persona })), assumed: null };
}

/** A config may come from anybody: it names files of its own folder only. */
async function readBeside(reference: string, file: string): Promise<string> {
  const folder = path.dirname(file);
  const inside = path.relative(folder, path.join(folder, reference));
  if (path.isAbsolute(reference) || inside === '' || inside.split(path.sep)[0] === '..' || path.isAbsolute(inside)) {
    throw new UserError(say('names a file outside its folder: {name}', { name: reference }), {
      place: { file },
      remedy: say('Put it into the same folder.'),
    });
  }
  return readTextFile(path.join(folder, inside), HAND_WRITTEN_MEGABYTES);
}

function personaNotes(
  drafts: readonly ScenarioDraft[],
  persona: WrittenPersona | null,
  assumed: string | null,
): Text[] {
  const untold = drafts.filter((draft) => draft.persona.instruction === '').length;
  if (persona === null) {
    return [
      ...(assumed === null ? [] : [told(assumed)]),
      ...(untold === 0
        ? []
        : [say('what the model is told is still missing: fill in instruction, or use --persona-of anime-fan')]),
    ];
  }
  const own = assumed === null ? drafts.length - untold : 0;
  return own === 0 ? [] : [say('what the file itself tells the model, replaced by --persona-of: {n}', { n: own })];
}

function told(text: string): Text {
  return say('there is no persona in it; the model is told: {text} (--persona-of names another)', { text });
}

function requireOpen(drafts: readonly ScenarioDraft[], file: string): void {
  if (drafts.some(({ isOpen }) => isOpen)) return;
  throw new UserError(say('has all that the user says already; --turns-of is for files that do not'), {
    place: { file },
  });
}

/** Where not one is there, the command says so. */
function openNotes(drafts: readonly ScenarioDraft[]): Text[] {
  const isBegun = drafts.some(({ isOpen, turns }) => isOpen && turns.length > 0);
  return isBegun
    ? [
        say(
          'only the first user line is in it; take the rest from another scenario with --turns-of, or write it by hand',
        ),
      ]
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
  const filled = persona ?? { ...rest.persona, instruction: rest.persona.instruction || '…' };
  const tried = { ...written, persona: filled, turns: lines.length > 0 ? lines : ['…'] };
  parsedAt(ScenarioSchema, tried, { file, line });
  const head = `# ${say('Imported from {file}', { file: shown.replace(/[\s\p{Cc}]/gu, ' ') })}\n`;
  const text = scenarioText(written, lines.length > 0 ? lines : undefined);
  return { id: draft.id, file, text: `${head}${openInstruction(text)}`, turns: said.length };
}

/** Says where it is to be filled in. */
function openInstruction(text: string): string {
  return text.replace(/^ {2}instruction: ""$/m, (line) => `  # ${say('What the model is told:')}\n${line}`);
}
