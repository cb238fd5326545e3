// What every format of a chat log is read into: who said what on which line. Knows nothing of files or records. Start at `Transcript`.
import type { FinishReason } from '../core/finish-reason.ts';
import type { Text } from '../words/text.ts';

/** One reading of a chat log. */
export interface Transcript {
  /** At least one, each with at least one turn. */
  conversations: ReadConversation[];
  /** In the order of the lines; blank lines are left out. */
  unplaced: UnplacedLine[];
  /** What a person should know about this reading, such as a guess. */
  notes: Text[];
  /** Whom the log names; left out: it names nobody, or by words such as USER. */
  names?: { user: string | null; assistant: string | null };
}

export interface ReadConversation {
  /** Where it begins; 1-based. */
  line: number;
  /** What the character said before the first user line; null: nothing. */
  greeting: string | null;
  /** What the log says that the model was told; null: nothing. */
  instruction: string | null;
  turns: ReadTurn[];
}

export interface ReadTurn {
  /** Empty if the user said nothing: the warnings say which kind of nothing. */
  user: string;
  reply: string;
  /** null: the log does not say. */
  finishReason: FinishReason | null;
  reasoning: string | null;
  warnings: Text[];
}

/** What belongs to no turn. */
export interface UnplacedLine {
  /** 1-based. */
  line: number;
  text: string;
}

/** What one side said at once. */
export interface Utterance {
  role: 'user' | 'assistant' | 'system';
  text: string;
  /** 1-based. */
  line: number;
  finishReason?: FinishReason | undefined;
  reasoning?: string | undefined;
}

/** What a format may use to tell who is who. */
export interface FormatContext {
  /** For messages. */
  file: string;
  persona: { name: string; user: string; instruction: string };
  /** The model's name, which may stand for the character in the log. */
  model: string;
  /** Names that the user gave; null: they have to be found. */
  roles: { user: string; assistant: string } | null;
  /** Whether only what the user says is wanted: user lines that nobody answers are turns with an empty reply. Left out: no. */
  isScript?: boolean | undefined;
}

/** @throws UserError naming the line, if it is no log of this format */
export type ReadTranscript = (text: string, context: FormatContext) => Transcript;
