// A promptfoo config, as far as it is about chats. Knows nothing of scenarios. Source: promptfoo/promptfoo, src/evaluatorHelpers.ts,
// src/prompts/, src/providers/shared.ts. Start at `readConfig`.
import { z } from 'zod';
import { UserError } from '../../core/errors.ts';
import { isRecord } from '../../core/plain-data.ts';
import { parseYaml } from '../../core/yaml-file.ts';
import { say } from '../../words/text.ts';
import { csvTable } from '../questions/csv.ts';

const PromptSchema = z.union([
  z
    .string()
    .min(1)
    .transform((raw) => ({ raw })),
  z
    .looseObject({ raw: z.string().min(1).optional(), id: z.string().min(1).optional() })
    .refine(({ raw, id }) => raw !== undefined || id !== undefined, { path: ['raw'], error: 'is missing' })
    .transform(({ raw, id }) => ({ raw: raw ?? id ?? '' })),
]);

const VarsSchema = z.record(z.string(), z.unknown());

const TestSchema = z.looseObject({
  vars: VarsSchema.nullish(),
  metadata: z.looseObject({ conversationId: z.union([z.string(), z.number()]).optional() }).nullish(),
});

const ConfigSchema = z.looseObject({
  prompts: z.union([PromptSchema.transform((prompt) => [prompt]), z.array(PromptSchema).min(1)]),
  tests: z.union([z.string().transform((file) => [file]), z.array(z.union([z.string(), TestSchema]))]).nullish(),
  defaultTest: z.looseObject({ vars: VarsSchema.nullish() }).nullish(),
});

export interface PromptfooTest {
  vars: Readonly<Record<string, unknown>>;
  /** Tests with the same one are turns of one chat, where the prompt asks for what was said before; null: all are. */
  conversation: string | null;
}

export interface PromptfooConfig {
  /** Templates. */
  prompts: { raw: string; name: string }[];
  tests: PromptfooTest[];
  /** What is there and is not read, as people know it. */
  unused: string[];
}

/** @param read a file that the config names; a relative path */
export type ReadReference = (reference: string) => Promise<string>;

/** More than that is no test, but a data set. */
const MOST_TESTS = 10_000;

export function isPromptfoo(value: unknown): boolean {
  return isRecord(value) && 'prompts' in value && ['providers', 'targets', 'tests'].some((key) => key in value);
}

/** @throws UserError naming line and field */
export async function readConfig(text: string, file: string, read: ReadReference): Promise<PromptfooConfig> {
  const config = parseYaml({ file, text, isProse: true }, ConfigSchema);
  const prompts = await Promise.all(config.prompts.map(({ raw }, index) => promptsIn(raw, index, { file, read })));
  const unused = new Map<string, number>();
  const count = (name: string): void => void unused.set(name, (unused.get(name) ?? 0) + 1);
  for (const key of Object.keys(config))
    if (!['prompts', 'tests', 'defaultTest', 'description'].includes(key)) count(key);
  for (const key of Object.keys(config.defaultTest ?? {})) if (key !== 'vars') count(`defaultTest.${key}`);
  const listed: z.output<typeof TestSchema>[] = [];
  for (const [index, test] of (config.tests ?? [{}]).entries()) {
    listed.push(...(typeof test === 'string' ? await testsIn(test, `tests.${index}`, { file, read }) : [test]));
  }
  if (listed.length > MOST_TESTS) {
    throw new UserError(say('has more than {n} rows, which is the most that is read', { n: MOST_TESTS }), {
      place: { file },
      field: 'tests',
    });
  }
  for (const test of listed) {
    for (const key of Object.keys(test)) if (!['vars', 'description', 'metadata'].includes(key)) count(`tests.${key}`);
  }
  return {
    prompts: prompts.flat(),
    tests: listed.map(({ vars, metadata }) => ({
      vars: { ...config.defaultTest?.vars, ...vars },
      conversation: metadata?.conversationId === undefined ? null : String(metadata.conversationId),
    })),
    unused: [...unused].map(([name, n]) => (name.startsWith('tests.') ? `${name} (${n})` : name)),
  };
}

interface Source {
  file: string;
  read: ReadReference;
}

/** As promptfoo tells a path from a prompt, without its guesses. */
function referenceIn(text: string): string | null {
  if (text.startsWith('file://')) return text.slice('file://'.length);
  return /^[^\s{}]+\.(?:txt|md|json|jsonl|ya?ml|csv|[cm]?[jt]s|py)(?::\w+)?$/.test(text) ? text : null;
}

/** A file of text or JSON, or an error for what is a program or a pattern. */
export async function readReference(reference: string, field: string, { file, read }: Source): Promise<string> {
  if (/[*?[\]]/.test(reference) || !/\.(?:txt|md|json|jsonl|ya?ml|csv)$/.test(reference)) {
    throw new UserError(
      say('"{name}" cannot be imported: only files with text, JSON, YAML or CSV can', { name: reference }),
      {
        place: { file },
        field,
      },
    );
  }
  return read(reference);
}

async function promptsIn(raw: string, index: number, source: Source): Promise<PromptfooConfig['prompts']> {
  const reference = referenceIn(raw);
  const name = `prompts.${index}`;
  if (reference === null) return [{ raw, name }];
  const text = await readReference(reference, name, source);
  const parts = reference.endsWith('.txt')
    ? text.split(/^[ \t]*---[ \t]*$/m)
    : reference.endsWith('.jsonl')
      ? text.split('\n')
      : [text];
  return parts
    .map((part) => part.trim())
    .filter((part) => part !== '')
    .map((part) => ({ raw: part, name }));
}

async function testsIn(name: string, field: string, source: Source): Promise<z.output<typeof TestSchema>[]> {
  const reference = name.replace(/^file:\/\//, '');
  const text = await readReference(reference, field, source);
  if (reference.endsWith('.csv')) {
    return csvTable(text, reference, MOST_TESTS).map(({ fields }) => {
      const own = Object.entries(fields).filter(([column]) => !column.startsWith('__'));
      const others = Object.entries(fields).filter(([column]) => column.startsWith('__'));
      return { ...Object.fromEntries(others), vars: Object.fromEntries(own) };
    });
  }
  const lines = reference.endsWith('.jsonl') ? text.split('\n').filter((line) => line.trim() !== '') : [text];
  return lines.flatMap((line) =>
    parseYaml(
      { file: reference, text: line, isProse: true },
      z.union([TestSchema.transform((test) => [test]), z.array(TestSchema)]),
    ),
  );
}
