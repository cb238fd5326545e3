// Chats as scenarios: what the user said is said again, to whoever is to be tried. Start at `chatDrafts`.
import { UserError } from '../core/errors.ts';
import { nearestId } from '../core/id.ts';
import { say, type Text } from '../words/text.ts';
import {
  beginningOf,
  type DraftTurn,
  LONGEST_NAME,
  languageOf,
  type ScenarioDraft,
  titleOf,
  writableText,
} from './draft.ts';
import type { ChatFormat } from './format-names.ts';
import { tooManyRows } from './json-lines.ts';
import { readTranscript } from './read.ts';
import type { FormatContext, ReadConversation, Transcript } from './transcript.ts';

export interface ChatChoices {
  /** The name of the file without its extension: ids begin with it. */
  name: string;
  /** What the user is called; null: as in the chat, or by its language. */
  user: string | null;
}

/** Each becomes a file. */
const MOST_CHATS = 10_000;
/** The most user lines that a scenario can have. */
const MOST_TURNS = 200;

/** @throws UserError naming the line, if the text is no log of this format */
export async function chatDrafts(
  format: ChatFormat,
  text: string,
  file: string,
  choices: ChatChoices & { roles: FormatContext['roles']; persona: FormatContext['persona'] | null },
): Promise<{ drafts: ScenarioDraft[]; notes: Text[] }> {
  const persona = choices.persona ?? { name: 'Character', user: 'User', instruction: '' };
  const context = { file, persona, model: '', roles: choices.roles, questions: null, isScript: true };
  return draftsOf(await readTranscript(format, text, context), file, choices, 'chat');
}

/** @param tag of all of them */
export function draftsOf(
  read: Transcript,
  file: string,
  { name, user }: ChatChoices,
  tag: string,
): { drafts: ScenarioDraft[]; notes: Text[] } {
  if (read.conversations.length > MOST_CHATS) throw tooManyRows(MOST_CHATS, file);
  const conversations = read.conversations.map((each) => ({ ...each, said: saidIn(each) }));
  const whole = conversations.filter(({ said }) => said.length > 0);
  if (whole.length === 0) throw new UserError(say('the user says nothing in it'), { place: { file } });
  const drafts = whole.map((each, index) => ({
    id: nearestId(whole.length > 1 ? `${beginningOf(name, LONGEST_STEM)}-${index + 1}` : name, LONGEST_NAME),
    title: titleOf(each.said[0]?.user ?? ''),
    tags: [tag],
    persona: personaIn(each, read.names, user),
    ...(each.greeting !== null && { greeting: writableText(each.greeting) }),
    turns: each.said.slice(0, MOST_TURNS),
    isOpen: false,
    line: each.line,
  }));
  return { drafts, notes: [...read.notes, ...lossesOf(read, conversations)] };
}

const LONGEST_STEM = 48;

/** Without replies that nobody asked for. */
function saidIn({ turns }: ReadConversation): DraftTurn[] {
  return turns.map(({ user }) => ({ user: writableText(user).trim() })).filter(({ user }) => user !== '');
}

function personaIn(
  { instruction, greeting, turns }: ReadConversation,
  names: Transcript['names'],
  user: string | null,
): ScenarioDraft['persona'] {
  const language = languageOf([greeting, ...turns.flatMap((turn) => [turn.user, turn.reply])].join('\n'));
  const isJapanese = language === 'ja';
  return {
    name: shortName(names?.assistant) ?? (isJapanese ? 'キャラクター' : 'Character'),
    user: user ?? shortName(names?.user) ?? (isJapanese ? 'ユーザー' : 'User'),
    instruction: writableText(instruction ?? ''),
    language,
  };
}

function shortName(name: string | null | undefined): string | null {
  const short = beginningOf(
    writableText(name ?? '')
      .replace(/\s+/g, ' ')
      .trim(),
    LONGEST_NAME,
  );
  return short === '' ? null : short;
}

function lossesOf(
  { unplaced }: Transcript,
  conversations: readonly { turns: ReadConversation['turns']; said: DraftTurn[] }[],
): Text[] {
  const replies = conversations.flatMap(({ turns }) => turns).filter(({ reply }) => reply !== '').length;
  const blank = conversations.reduce((sum, { turns, said }) => sum + turns.length - said.length, 0);
  const beyond = conversations.reduce((sum, { said }) => sum + Math.max(said.length - MOST_TURNS, 0), 0);
  const lines = unplaced.slice(0, MOST_LINES).map(({ line }) => line);
  const places = `${lines.join(', ')}${unplaced.length > MOST_LINES ? ', …' : ''}`;
  return [
    ...(replies > 0 ? [say('replies of the chat, left out: {n}', { n: replies })] : []),
    ...(blank > 0 ? [say('turns in which the user says nothing, left out: {n}', { n: blank })] : []),
    ...(beyond > 0
      ? [say('user lines after the first {most} of a chat, left out: {n}', { most: MOST_TURNS, n: beyond })]
      : []),
    ...(unplaced.length > 0 ? [say('left out, as it belongs to no turn: line {lines}', { lines: places })] : []),
  ];
}

/** In one message. */
const MOST_LINES = 8;
