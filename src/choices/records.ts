// What a multiple-choice test leaves behind, one line at a time: what was asked, how each model ran, and how probable it found each choice of
// each question. The questions themselves stay in the person's own file. Start at `LineSchema`.
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import { IdentitySchema } from '../core/model-identity.ts';
import { openPlainFile } from '../core/plain-file.ts';
import { LlamaOptionsSchema } from '../core/play-options.ts';
import { readLines } from '../store/measurements.ts';
import { say } from '../words/text.ts';
import { ANSWER_WAYS } from './answer-ways.ts';

const count = z.number().int().min(0);
const FileSchema = z.object({ file: z.string(), digest: z.string(), questions: count });

const AskedSchema = z.object({
  /** As they were named. */
  files: z.array(z.string()),
  examples: z.string().nullable(),
  models: z.array(z.string()),
  prompt: z.string().nullable(),
  answer: z.enum(ANSWER_WAYS),
  /** null: the usual one. */
  instruction: z.string().nullable(),
  system: z.string().nullable(),
  shots: count,
  seed: count,
  first: count.nullable(),
  llama: LlamaOptionsSchema,
});

const SetLineSchema = z.object({
  type: z.literal('set'),
  schemaVersion: z.literal(1),
  id: z.string(),
  startedAt: z.string(),
  version: z.string(),
  /** What the questions and the way of asking depend on: records with the same can be put beside each other. */
  key: z.string(),
  digest: z.string(),
  files: z.array(FileSchema),
  examples: z.array(FileSchema),
  /** Numbers of the questions that were shown as examples, in order. */
  shown: z.array(count),
  /** How many are asked of each model. */
  asked: count,
  /** As the model reads it. */
  instruction: z.string(),
  request: AskedSchema,
});

const ReadyLineSchema = z.object({
  type: z.literal('model'),
  status: z.literal('ready'),
  model: z.string(),
  /** Path of the GGUF. */
  file: z.string(),
  fileType: z.string(),
  identity: IdentitySchema,
  template: z.object({ id: z.string(), file: z.string(), hash: z.string(), from: z.string(), why: z.string() }),
  /** What the format writes between the prompt and an answer. */
  lead: z.string(),
  /** null: the template has no such switch. */
  thinking: z.literal('off').nullable(),
});

const FailedLineSchema = z.object({
  type: z.literal('model'),
  status: z.literal('failed'),
  model: z.string(),
  reason: z.string(),
});

const ItemSchema = z.object({
  type: z.literal('item'),
  model: z.string(),
  /** Its place among all questions of the files, 1-based. */
  question: count,
  id: z.string().nullable(),
  category: z.string().nullable(),
});

const ScoredLineSchema = ItemSchema.extend({
  status: z.literal('scored'),
  /** Index of the right choice. */
  answer: count,
  choices: z.array(
    z.object({
      /** Natural logarithm of the probability of the reply, all its tokens together. */
      logLikelihood: z.number(),
      /** null: it was not counted, as with letters. */
      tokens: count.nullable(),
      /** Code points of the reply. */
      characters: count,
    }),
  ),
  /** The probability of every other beginning of a reply; null: not known. */
  outside: z.number().nullable(),
  promptTokens: count,
  promptHash: z.string(),
});

const UnscoredLineSchema = ItemSchema.extend({
  status: z.literal('unscored'),
  /** A stable code: `no-answer`, or that of the model's failure. */
  reason: z.string(),
});

export const LineSchema = z.union([
  SetLineSchema,
  ReadyLineSchema,
  FailedLineSchema,
  ScoredLineSchema,
  UnscoredLineSchema,
]);

export type RecordLine = z.infer<typeof LineSchema>;
export type SetLine = z.infer<typeof SetLineSchema>;
export type ReadyLine = z.infer<typeof ReadyLineSchema>;
export type ScoredLine = z.infer<typeof ScoredLineSchema>;
export type ItemLine = ScoredLine | z.infer<typeof UnscoredLineSchema>;
export type ModelLine = ReadyLine | z.infer<typeof FailedLineSchema>;

/** What was found out so far. */
export interface ChoiceRecord {
  set: SetLine;
  models: RecordedModel[];
}

export interface RecordedModel {
  /** The last word on it. */
  line: ModelLine;
  /** How it ran when it was last asked; null: it never was. */
  ready: ReadyLine | null;
  items: ItemLine[];
}

/** @throws UserError for a file that is not there, for one that is no such record, and naming a line that is damaged */
export async function readRecord(file: string): Promise<ChoiceRecord> {
  await (await openPlainFile(file)).close();
  const lines = await readLines(file, LineSchema).catch((error: unknown) => {
    throw error instanceof UserError && error.place?.line === 1 ? notARecord(file) : error;
  });
  return recordOf(lines, file);
}

/** @throws UserError for what is no record */
export function recordOf(lines: readonly RecordLine[], file: string): ChoiceRecord {
  const [set, ...others] = lines;
  if (set?.type !== 'set') {
    throw new UserError(say('is not a record of a multiple-choice test'), {
      place: { file },
      remedy: say('They are in the folder {folder}, one .jsonl file each.', {
        folder: path.join('results', 'choices'),
      }),
    });
  }
  const models = new Map<string, RecordedModel>();
  for (const line of others) {
    if (line.type === 'set') throw notARecord(file);
    const known = models.get(line.model);
    if (line.type === 'model') {
      const ready = line.status === 'ready' ? line : (known?.ready ?? null);
      models.set(line.model, { line, ready, items: known?.items ?? [] });
    } else known?.items.push(line);
  }
  return { set, models: [...models.values()] };
}

function notARecord(file: string): UserError {
  return new UserError(say('is not a record of a multiple-choice test'), {
    place: { file },
    remedy: say('They are in the folder {folder}, one .jsonl file each.', { folder: path.join('results', 'choices') }),
  });
}
