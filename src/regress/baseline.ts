// A baseline: what one model said in a finished run and how probable it found it, small enough to be kept beside the code, so that a candidate
// can be compared with it where the model's file is not. Start at `readBaseline`.
import path from 'node:path';
import { z } from 'zod';
import { AnatomySchema } from '../backend/anatomy.ts';
import { describeError, type Place, UserError } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import { IdSchema, idAdvice } from '../core/id.ts';
import { parsedAt } from '../core/parsed-at.ts';
import type { Secrets } from '../core/secrets.ts';
import { didYouMean } from '../core/suggest.ts';
import { absolute, type World } from '../core/world.ts';
import { baselineFolders, readBaselineText } from '../store/baseline-folder.ts';
import { JournalLineSchema, ManifestSchema, SummarySchema } from '../store/records.ts';
import { say } from '../words/text.ts';
import { CapturedReplySchema } from './captured.ts';
import { GreedyReplySchema } from './greedy-reply.ts';
import { MeasuredReplySchema } from './measured.ts';
import { PRESET_NAMES } from './presets.ts';

const BASELINE_VERSION = 1;

/** What is in its folder besides `baseline.json`, and what a line of each is. */
const BASELINE_FILES = {
  /** As in a run's folder: the conversations of this model. */
  'journal.jsonl': JournalLineSchema,
  /** Empty: they are not known. */
  'probabilities.jsonl': CapturedReplySchema,
  /** The model against itself, token by token as if it were generated. */
  'floor.jsonl': MeasuredReplySchema,
  'greedy.jsonl': GreedyReplySchema,
} as const;
type BaselineFile = keyof typeof BASELINE_FILES;
const FILE_NAMES = ['journal.jsonl', 'probabilities.jsonl', 'floor.jsonl', 'greedy.jsonl'] as const;
const RECORD = 'baseline.json';

const BaselineRecordSchema = z.object({
  schemaVersion: z.literal(BASELINE_VERSION),
  name: z.string(),
  createdAt: z.string(),
  /** The version of the program that wrote it. */
  hitogara: z.string(),
  /** The run that it was made from. */
  run: z.object({ id: z.string(), type: z.enum(['regress', 'eval', 'import']) }),
  /** The model's id in that run. */
  model: z.string(),
  replies: z.number().int(),
  /** The run's; null: it was no check for regressions. */
  preset: z.enum(PRESET_NAMES).nullable(),
  /** Of replies whose probabilities are kept: at most so many were asked for, and so many there are. */
  tokens: z.object({ atMost: z.number().int(), kept: z.number().int() }),
  /** Why probabilities are not there, or not all: a stable code, a colon, and words for people. null: they are. */
  problem: z.string().nullable(),
  /** See `Step`. */
  tooLong: z.number().int(),
  withThinking: z.number().int(),
  /** null: there was no file. */
  anatomy: AnatomySchema.nullable(),
  /** The run's, with this model alone. */
  manifest: ManifestSchema,
  summary: SummarySchema,
  /** How many lines each of the other files has, and the digest of its text. */
  files: z.record(z.enum(FILE_NAMES), z.object({ lines: z.number().int(), digest: z.string() })),
});

export type BaselineRecord = z.infer<typeof BaselineRecordSchema>;

export interface Baseline {
  directory: string;
  record: BaselineRecord;
  /** The other files, word for word. */
  texts: Readonly<Record<BaselineFile, string>>;
}

/** Which one; `folder` is where baselines are, as the user wrote it. */
export interface NamedBaseline {
  name: string;
  folder: string;
}

/** @throws UserError for a name that no baseline can have */
export function requireBaselineName(name: string, option: string): string {
  const parsed = IdSchema.safeParse(name);
  if (parsed.success) return parsed.data;
  throw new UserError(say('{option} {name} cannot be the name of a baseline', { option, name: JSON.stringify(name) }), {
    remedy: idAdvice(name),
  });
}

/**
 * All of it, checked to the last line.
 * @throws UserError if there is none of that name, if another version wrote it, or if it is damaged (naming file and line)
 */
export async function readBaseline({ name, folder }: NamedBaseline, world: World): Promise<Baseline> {
  const known = requireBaselineName(name, '--baseline');
  const parent = absolute(folder, world);
  const folders = await baselineFolders(parent);
  const directory = folders.get(known);
  if (directory === undefined) {
    throw new UserError(say('there is no baseline "{name}" in {folder}', { name, folder: parent }), {
      remedy: didYouMean(name, [...folders.keys()]),
    });
  }
  const record = await readBaselineRecord(directory);
  const read = async (file: BaselineFile): Promise<string> => wholeText(directory, file, record.files[file]);
  return {
    directory,
    record,
    texts: {
      'journal.jsonl': await read('journal.jsonl'),
      'probabilities.jsonl': await read('probabilities.jsonl'),
      'floor.jsonl': await read('floor.jsonl'),
      'greedy.jsonl': await read('greedy.jsonl'),
    },
  };
}

/** The texts of a folder, `baseline.json` last. */
export function baselineTexts(
  record: Omit<BaselineRecord, 'files' | 'schemaVersion'>,
  texts: Baseline['texts'],
  { redact }: Pick<Secrets, 'redact'>,
): Map<string, string> {
  const safe = FILE_NAMES.map((file): [BaselineFile, string] => [file, redact(texts[file])]);
  const files = Object.fromEntries(safe.map(([file, text]) => [file, sizeOf(text)]));
  const whole = { schemaVersion: BASELINE_VERSION, ...record, files };
  return new Map<string, string>([...safe, [RECORD, redact(`${JSON.stringify(whole, null, 2)}\n`)]]);
}

function sizeOf(text: string): BaselineRecord['files'][BaselineFile] {
  return { lines: linesOf(text).length, digest: sha256(text) };
}

/** What a baseline says of itself. @throws UserError naming the file, if it is damaged or of another version */
export async function readBaselineRecord(directory: string): Promise<BaselineRecord> {
  const place = { file: path.join(directory, RECORD) };
  const text = await readBaselineText(directory, RECORD);
  if (text === null) throw damaged(say('is missing; every baseline has it'), place);
  const data = jsonOf(text, place);
  const version = AnyVersionSchema.safeParse(data).data?.schemaVersion;
  if (version !== undefined && version !== BASELINE_VERSION) {
    throw new UserError(
      say('the baseline has version {version}, but this program reads only version {known}', {
        ...{ version, known: BASELINE_VERSION },
      }),
      {
        place,
        remedy:
          version < BASELINE_VERSION
            ? say('Bless a run again, with --replace.')
            : say('Use the newer hitogara that wrote it, or bless a run again, with --replace.'),
      },
    );
  }
  return parsedAt(BaselineRecordSchema, data, place);
}

const AnyVersionSchema = z.object({ schemaVersion: z.number() });

async function wholeText(
  directory: string,
  name: BaselineFile,
  expected: BaselineRecord['files'][BaselineFile],
): Promise<string> {
  const file = path.join(directory, name);
  const text = await readBaselineText(directory, name);
  if (text === null) throw damaged(say('is missing; every baseline has it'), { file });
  if (sha256(text) === expected.digest) return text;
  const lines = linesOf(text);
  for (const [index, line] of lines.entries()) {
    const place = { file, line: index + 1 };
    const parsed = BASELINE_FILES[name].safeParse(jsonOf(line, place));
    if (!parsed.success) throw damaged(say('this line is not what it should be'), place);
  }
  throw damaged(
    lines.length === expected.lines
      ? say('has been changed since it was blessed')
      : say('has {n} of {all} lines', { n: lines.length, all: expected.lines }),
    { file },
  );
}

function linesOf(text: string): string[] {
  return text.split('\n').filter((line) => line !== '');
}

function jsonOf(text: string, place: Place): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw damaged(say('is torn or damaged: {reason}', { reason: describeError(cause) }), place);
  }
}

function damaged(problem: ReturnType<typeof say>, place: Place): UserError {
  return new UserError(problem, { place, remedy: say('Restore the baseline, or bless a run again, with --replace.') });
}
