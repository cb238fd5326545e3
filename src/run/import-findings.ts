// What there is to say of an import: notes, lines without a place, how the chats differ from the scenario. Keeps a bounded number of them,
// however long the log. Start at `findings`.
import type { ReadConversation, Transcript, UnplacedLine } from '../formats/transcript.ts';
import type { LoadedScenario } from '../scenario/loaded.ts';
import { joinTexts, say, type Text } from '../words/text.ts';
import { isPlanned } from './import-records.ts';

export interface FoundLine extends UnplacedLine {
  file: string;
}

export interface Findings {
  /** @param file as it is shown; its name is a part of notes if there are several */
  add(read: Transcript, file: string): void;
  /** Of a file in which nobody answers. */
  skip(file: string): void;
  notes(): Text[];
  /** The first of them. */
  unplaced(): readonly FoundLine[];
  /** How many there are besides. */
  moreUnplaced(): number;
}

/** More are only counted. */
const MOST_LINES = 1_000;
const MOST_NOTES = 20;
const MOST_MODELS = 8;
/** Of a line, in UTF-16 code units. */
const LONGEST = 1_000;

interface FindingsOptions {
  loaded: LoadedScenario;
  hasSeveralFiles: boolean;
  /** Whether other versions of the last reply are samples. */
  withOthers: boolean;
}

export function findings({ loaded, hasSeveralFiles, withOthers }: FindingsOptions): Findings {
  const notes: Text[] = [];
  const lines: FoundLine[] = [];
  const differences = differencesFrom(loaded);
  let [moreNotes, moreLines] = [0, 0];
  let [lastOthers, leftOut] = [0, 0];
  const models = new Set<string>();
  const skipped: string[] = [];
  return {
    skip: (file) => skipped.push(file),
    add({ conversations, unplaced, notes: own, models: named = [] }, file) {
      for (const name of named) if (models.size < MOST_MODELS) models.add(name);
      for (const note of own) {
        if (notes.length < MOST_NOTES) notes.push(hasSeveralFiles ? joinTexts(': ', [file, note]) : note);
        else moreNotes++;
      }
      for (const { line, text } of unplaced) {
        if (lines.length < MOST_LINES) lines.push({ file, line, text: text.slice(0, LONGEST) });
        else moreLines++;
      }
      for (const conversation of conversations) {
        lastOthers += conversation.others.length;
        leftOut += conversation.leftOut;
        differences.add(conversation);
      }
    },
    notes: () => [
      ...notes,
      ...(moreNotes > 0 ? [say('notes of this kind besides these: {n}', { n: moreNotes })] : []),
      ...(models.size > 0 ? [say('the log names the model: {names}', { names: [...models].join(', ') })] : []),
      ...(skipped.length > 0
        ? [
            say('files in which nobody answers, left out: {n} (first {file})', {
              n: skipped.length,
              file: skipped[0] ?? '',
            }),
          ]
        : []),
      ...describeOthers({ lastOthers, leftOut, withOthers }),
      ...differences.notes(),
    ],
    unplaced: () => lines,
    moreUnplaced: () => moreLines,
  };
}

function describeOthers({
  lastOthers,
  leftOut,
  withOthers,
}: Record<'lastOthers' | 'leftOut', number> & { withOthers: boolean }): Text[] {
  if (withOthers) {
    return [
      ...(lastOthers > 0
        ? [say('other versions of a last reply, each imported as a sample of its own: {n}', { n: lastOthers })]
        : []),
      ...(leftOut > 0 ? [say('other versions of earlier replies, left out: {n}', { n: leftOut })] : []),
    ];
  }
  const all = lastOthers + leftOut;
  if (all === 0) return [];
  return [
    lastOthers > 0
      ? say(
          'other versions of replies, left out: {n}; with --swipes, those of the last reply ({last}) become samples',
          { n: all, last: lastOthers },
        )
      : say('other versions of replies, left out: {n}', { n: all }),
  ];
}

/** How the log differs from the scenario as a whole. */
function differencesFrom({ scenario }: LoadedScenario): { add(conversation: ReadConversation): void; notes(): Text[] } {
  const squeezed = (text: string): string => text.replace(/\s+/g, '');
  const instruction = squeezed(scenario.persona.instruction);
  let [users, others] = [0, 0];
  let [isOther, isGreeted, isUngreeted] = [false, false, false];
  return {
    add(conversation) {
      for (const { user } of conversation.turns) {
        users++;
        if (!isPlanned(user, scenario)) others++;
      }
      isOther ||= conversation.instruction !== null && squeezed(conversation.instruction) !== instruction;
      const { greeting } = conversation;
      isGreeted ||= greeting !== null && greeting !== (scenario.greeting ?? greeting);
      isUngreeted ||= scenario.greeting !== undefined && greeting === null;
    },
    notes: () => [
      ...(others > 0
        ? [say('user lines that the scenario does not have: {n} of {all}', { n: others, all: users })]
        : []),
      ...(isOther ? [say('the model was told something else than the persona of the scenario')] : []),
      ...(isGreeted ? [say('the greeting is not that of the scenario')] : []),
      ...(isUngreeted ? [say('the greeting of the scenario is missing')] : []),
    ],
  };
}
