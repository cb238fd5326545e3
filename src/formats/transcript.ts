// What every format of a chat log is read into: who said what on which line. Knows nothing of files or records. Start at `Transcript`.
import type { FinishReason } from '../core/finish-reason.ts';
import type { Text } from '../words/text.ts';

/** What was read of a chat log, or of a part of it. */
export interface Transcript {
  /** Each with at least one turn. */
  conversations: ReadConversation[];
  /** In the order of the lines; blank lines are left out. */
  unplaced: UnplacedLine[];
  /** What a person should know about this reading, such as a guess. */
  notes: Text[];
  /** What the log calls the models that wrote the replies; left out: it does not say. */
  models?: readonly string[] | undefined;
  /** Whom the log names; left out: it names nobody, or by words such as USER. */
  names?: { user: string | null; assistant: string | null } | undefined;
}

export interface ReadConversation {
  /** Where it begins; 1-based. */
  line: number;
  /** What the character said before the first user line; null: nothing. */
  greeting: string | null;
  /** What the log says that the model was told; null: nothing. */
  instruction: string | null;
  turns: ReadTurn[];
  /** Other versions of the last reply that the log has, such as swipes. */
  others: OtherReply[];
  /** How many other versions of earlier replies, and of the greeting, it has. */
  leftOut: number;
}

export interface OtherReply {
  text: string;
  finishReason?: FinishReason | undefined;
  reasoning?: string | undefined;
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
export interface Utterance extends OtherReply {
  role: 'user' | 'assistant' | 'system';
  /** 1-based. */
  line: number;
  /** Its other versions. */
  others?: readonly OtherReply[];
}

/** A chat as a file has it, before it is put into turns; a part of a file without one has only what is unplaced. */
export interface SpokenChat {
  said: readonly Utterance[];
  unplaced: readonly UnplacedLine[];
  notes: readonly Text[];
  /** What its speakers are called in the file. */
  names: readonly string[];
  /** What the log calls the models that wrote the replies; left out: it does not say. */
  models?: readonly string[];
  /** The two, if the file names them; left out: it names nobody, or by words such as USER. */
  speakers?: { user: string | null; assistant: string | null };
  /** Whether it is something else than this format has. */
  isForeign?: boolean;
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
  /** For logs that have only the replies; null: there is no question file. */
  questions: Questions | null;
  /** Whether only what the user says is wanted: user lines that nobody answers are turns with an empty reply. Left out: no. */
  isScript?: boolean | undefined;
}

/** What the user says, by the ids of questions. */
export interface Questions {
  /** For messages. */
  file: string;
  turns: ReadonlyMap<string, readonly string[]>;
}

/** @throws UserError naming the line, if it is no log of this format */
export type ReadTranscript = (text: string, context: FormatContext) => Transcript;
