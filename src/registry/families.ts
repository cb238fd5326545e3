// `models/families.yaml`: which prompt format a family of models was trained with, and what its files are called. Knows nothing of GGUF
// files or templates. Start at `loadFamilies`; `match-family.ts` finds the family of a file.
import path from 'node:path';
import { z } from 'zod';
import { ifThere, readPlainFile } from '../core/plain-file.ts';
import { HAND_WRITTEN_MEGABYTES, textOf } from '../core/text-file.ts';
import { foldersNamed, type Places } from '../core/world.ts';
import { parseYaml } from '../core/yaml-file.ts';
import { type NamePattern, namePatterns } from './family-names.ts';

/** Next to the model entries, but not one of them. */
export const FAMILIES_FILE = 'families.yaml';

const Slug = z
  .string()
  .regex(/^[a-z0-9][a-z0-9._-]*$/, 'expected lower-case letters, digits, dots, hyphens and underscores');
const KindSchema = z.enum(['chat', 'base', 'hosted', 'not-generative']);
const SureSchema = z.enum(['verified', 'disputed', 'inherited', 'unverified', 'not-covered', 'base']);
const BosSchema = z.enum(['auto', 'never', 'text']);
const MatchSchema = z.array(
  z.string().regex(/^[a-z0-9._{},*-]+$/, 'expected a lower-case name; {a,b}, * and ** are wildcards'),
);

const MemberSchema = z.strictObject({
  prompt: z.string().min(1).nullable(),
  match: MatchSchema.min(1),
  kind: KindSchema.optional().describe("only if different from the family's"),
  sure: SureSchema.optional().describe("only if different from the family's"),
  bos: BosSchema.optional(),
  architecture: z.string().min(1).optional(),
  note: z.string().optional(),
});

const FamilySchema = z
  .strictObject({
    id: Slug,
    name: z.string().min(1).describe('in its usual spelling'),
    kind: KindSchema,
    prompt: z.string().min(1).nullable().optional().describe("a prompt template's id; null where none is known"),
    sure: SureSchema,
    contextLength: z.number().int().min(64).optional(),
    bos: BosSchema.optional().describe("only if different from the vocabulary's rule"),
    runsInLlamaCpp: z.enum(['yes', 'no', 'doubtful', 'hosted', 'needs-jinja', 'unknown']),
    architecture: z.array(z.string().min(1)).min(1).optional().describe("llama.cpp's name for it"),
    match: MatchSchema.optional(),
    members: z.array(MemberSchema).min(1).optional().describe('instead of prompt and match'),
    extra: z.literal(true).optional(),
    note: z.string().optional(),
  })
  .refine(
    ({ members, prompt, match }) => (members ? prompt === undefined && match === undefined : match !== undefined),
    {
      error: 'needs either prompt and match, or members, each with its own prompt and match',
    },
  )
  .refine(({ members, prompt }) => members !== undefined || prompt !== undefined, {
    path: ['prompt'],
    error: "is missing: a prompt template's id, or null where none is known",
  });

const FamiliesSchema = z.strictObject({
  publishers: z.array(Slug).default([]),
  families: z.array(FamilySchema).superRefine((rows, context) => {
    for (const [index, { id }] of rows.entries()) {
      if (rows.findIndex((row) => row.id === id) < index)
        context.addIssue({ code: 'custom', path: [index, 'id'], message: `there is already a family "${id}" above` });
    }
  }),
});

export type FamilyKind = z.infer<typeof KindSchema>;
/** How certain a family's format is. */
export type Sure = z.infer<typeof SureSchema>;

/** The part of a family that has one format. */
export interface FamilyMember {
  /** null: no source shows one, or it cannot chat. */
  prompt: string | null;
  kind: FamilyKind;
  sure: Sure;
  bos: z.infer<typeof BosSchema> | null;
  /** llama.cpp's names; empty: any. */
  architectures: readonly string[];
  note: string | null;
  patterns: readonly NamePattern[];
}

export interface Family {
  id: string;
  /** In its usual spelling. */
  name: string;
  kind: FamilyKind;
  sure: Sure;
  /** In tokens, in training. */
  contextLength: number | null;
  runsInLlamaCpp: z.infer<typeof FamilySchema>['runsInLlamaCpp'];
  /** Patterns beyond the names whose sources were checked. */
  isExtra: boolean;
  note: string | null;
  members: readonly FamilyMember[];
}

export interface Families {
  rows: readonly Family[];
  /** Normalized names of publishers, the longest first. */
  publishers: readonly string[];
  /** How many families have a word in their names. */
  users: ReadonlyMap<string, number>;
}

/**
 * The families of every folder named `models` that has a table of them. If two have the same id or pattern, the earlier folder's wins.
 * @throws UserError with file, line and field for an invalid table
 */
export async function loadFamilies(places: Places): Promise<Families> {
  const rows: Family[] = [];
  const publishers = new Set<string>();
  for (const directory of foldersNamed('models', places)) {
    const file = path.join(directory, FAMILIES_FILE);
    const bytes = await ifThere(readPlainFile(file, HAND_WRITTEN_MEGABYTES));
    if (bytes === null) continue;
    const parsed = parseFamilies(file, textOf(bytes, file));
    const taken = new Set(rows.flatMap(patternsOf));
    for (const row of parsed.rows) {
      if (!rows.some(({ id }) => id === row.id)) rows.push(withoutPatterns(row, taken));
    }
    for (const publisher of parsed.publishers) publishers.add(publisher);
  }
  return { rows, publishers: [...publishers].sort((a, b) => b.length - a.length), users: usersOf(rows) };
}

function usersOf(rows: readonly Family[]): Map<string, number> {
  const users = new Map<string, number>();
  for (const { members } of rows) {
    const words = members.flatMap(({ patterns }) => patterns.flatMap((pattern) => pattern.words));
    for (const word of new Set(words)) users.set(word, (users.get(word) ?? 0) + 1);
  }
  return users;
}

type Table = Pick<Families, 'rows' | 'publishers'>;

/** By file, with the text that it was read from: parsing ours takes longer than examining a model, and many are examined one after another. */
const parsedBefore = new Map<string, { text: string; table: Table }>();

function parseFamilies(file: string, text: string): Table {
  const known = parsedBefore.get(file);
  if (known?.text === text) return known.table;
  const { families, publishers } = parseYaml({ file, text, isCatalogue: true }, FamiliesSchema);
  const table = { rows: families.map(familyOf), publishers };
  parsedBefore.set(file, { text, table });
  return table;
}

function familyOf(row: z.infer<typeof FamilySchema>): Family {
  const members = row.members ?? [{ prompt: row.prompt ?? null, match: row.match ?? [] }];
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    sure: row.sure,
    contextLength: row.contextLength ?? null,
    runsInLlamaCpp: row.runsInLlamaCpp,
    isExtra: row.extra === true,
    note: row.note ?? null,
    members: members.map((member: z.infer<typeof MemberSchema>) => ({
      prompt: member.prompt,
      kind: member.kind ?? row.kind,
      sure: member.sure ?? row.sure,
      bos: member.bos ?? row.bos ?? null,
      architectures: member.architecture === undefined ? (row.architecture ?? []) : [member.architecture],
      note: member.note ?? null,
      patterns: member.match.flatMap(namePatterns),
    })),
  };
}

function patternsOf({ members }: Family): string[] {
  return members.flatMap(({ patterns }) => patterns.map(({ text }) => text));
}

function withoutPatterns(row: Family, taken: ReadonlySet<string>): Family {
  const members = row.members.map((member) => ({
    ...member,
    patterns: member.patterns.filter(({ text }) => !taken.has(text)),
  }));
  return { ...row, members };
}
