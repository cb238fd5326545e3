import { retold } from '../words/retell.ts';
import { asIs, joinTexts, Text } from '../words/text.ts';

/** Exit codes of the whole program; `--help` and docs/cli.md list them. */
export const ExitCode = {
  done: 0,
  gateFailed: 1,
  usage: 2,
  someFailed: 3,
  nothingMatched: 4,
  inconclusive: 5,
  notComparable: 6,
  internalError: 70,
  interrupted: 130,
} as const;

export interface Place {
  file: string;
  /** 1-based. */
  line?: number;
  /** 1-based, in code units. */
  column?: number;
}

interface UserErrorDetails {
  place?: Place | undefined;
  /** Dotted path of the field inside the file, such as `persona.register`. */
  field?: string | undefined;
  /** What the user can do about it; a sentence or a command. */
  remedy?: Text | string | undefined;
  exitCode?: number;
  /** For programs that need to know which mistake it was; stable. */
  code?: string;
  parts?: readonly UserError[];
  cause?: unknown;
}

/** A mistake that the user can fix. The CLI prints its message alone, without a stack, and exits with `exitCode`. */
export class UserError extends Error {
  override readonly name = 'UserError';
  readonly exitCode: number;
  readonly code: string | null;
  /** The whole message, in every language; `message` is the same in English. */
  readonly text: Text;
  /** The message without its remedy. */
  readonly problem: Text;
  /** May have several lines. */
  readonly remedy: Text | null;
  /** The problem without place and field. */
  readonly bare: Text;
  readonly field: string | null;
  /** Where in a file; null: in none, or in several places. */
  readonly place: Place | null;
  /** The single mistakes, if there are several: see `mistakesOf`. */
  readonly parts: readonly UserError[];

  constructor(problem: Text | string, details: UserErrorDetails = {}) {
    const { place, field } = details;
    const where = place ? [place.file, place.line, place.column].filter((part) => part !== undefined).join(':') : null;
    const whole = joinTexts(': ', [where, field, problem]);
    const remedy = typeof details.remedy === 'string' ? asIs(details.remedy) : (details.remedy ?? null);
    const text = joinTexts('\n', [whole, remedy === null ? null : indented(remedy)]);
    super(String(text), { cause: details.cause });
    this.exitCode = details.exitCode ?? ExitCode.usage;
    this.code = details.code ?? null;
    this.text = text;
    this.problem = whole;
    this.remedy = remedy;
    this.bare = typeof problem === 'string' ? asIs(problem) : problem;
    this.field = field ?? null;
    this.place = place ?? null;
    this.parts = details.parts ?? [];
  }
}

/** Several mistakes as one error, one below the other. */
export function together(errors: readonly UserError[]): UserError {
  const parts = errors.flatMap(mistakesOf);
  const [only, ...others] = parts;
  if (only && others.length === 0) return only;
  const text = joinTexts(
    '\n',
    parts.map((part) => part.text),
  );
  return new UserError(text, { parts, exitCode: only?.exitCode ?? ExitCode.usage });
}

/** Reads every file, whatever is wrong with some of them. */
export async function readEach<Read>(
  files: readonly string[],
  read: (file: string) => Promise<Read>,
): Promise<{ read: Read[]; broken: UserError[] }> {
  const broken: UserError[] = [];
  const all = await Promise.all(
    files.map((file) =>
      read(file).then(
        (value) => [value],
        (error: unknown) => {
          if (!(error instanceof UserError)) throw error;
          broken.push(error);
          return [];
        },
      ),
    ),
  );
  broken.sort((a, b) => (a.message < b.message ? -1 : 1));
  return { read: all.flat(), broken };
}

/** Every single mistake of an error; most have one. */
export function mistakesOf(error: UserError): readonly UserError[] {
  return error.parts.length > 0 ? error.parts : [error];
}

function indented(text: Text): Text {
  return new Text((words) => text.in(words).replaceAll(/^/gm, '  '));
}

/**
 * Why a model or a conversation failed; `code` is stable and machine-readable, `message` is for people.
 * Codes: `load-failed`, `load-timeout`, `process-died`, `unresponsive`, `total-timeout`, `context-overflow`, `template-timeout`,
 * `template-failed`, `nan-logits`, `generation-failed`, `file-failed`, `not-comparable`, `unusable-labels`.
 */
export class ModelFailure extends Error {
  override readonly name = 'ModelFailure';
  readonly code: string;
  /** The message in every language; what is not known, such as a library's own words, is the same in all. */
  readonly text: Text;
  /** Whether every further conversation of this model would fail the same way. */
  readonly isFatal: boolean;

  constructor(code: string, message: Text | string, details: { isFatal?: boolean; cause?: unknown } = {}) {
    super(String(message), { cause: details.cause });
    this.code = code;
    this.text = message instanceof Text ? message : retold(message);
    this.isFatal = details.isFatal ?? false;
  }
}

/** Why a conversation or a model failed, as records say it: a stable code where there is one, then words. */
export function reasonOf(error: ModelFailure | UserError): string {
  return error instanceof ModelFailure ? `${error.code}: ${error.message}` : error.message;
}

/** The same in every language. */
export function reasonText(error: ModelFailure | UserError): Text {
  return error instanceof ModelFailure ? joinTexts(': ', [error.code, error.text]) : error.text;
}

/** What the system calls its refusal, such as `ENOENT`; empty: it was none. */
export function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** The text of anything thrown, for use in a message. */
export function describeError(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
