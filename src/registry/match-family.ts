// Which family a GGUF file belongs to, by its names. A name that is known as a whole is a match; anything less only ranks the guesses.
// Start at `matchFamily`.
import { inertLine } from '../core/inert-text.ts';
import { isRecord } from '../core/plain-data.ts';
import { say } from '../words/text.ts';
import type { Families, Family, FamilyKind, FamilyMember, Sure } from './families.ts';
import { normalizeName, wordsOf } from './family-names.ts';

/** What is known about a model; null: not looked at. */
export interface ModelEvidence {
  /** Name or path of the file. */
  fileName: string | null;
  /** The file's metadata, nested at the dots of its keys. Untrusted: any value may have any type. */
  metadata: Readonly<Record<string, unknown>> | null;
  /** Texts of the marker tokens; left out if the vocabulary was not loaded. */
  specialTokens?: readonly string[];
}

export interface FamilyCandidate {
  family: Family;
  kind: FamilyKind;
  /** null: no source shows its format, or it cannot chat. */
  prompt: string | null;
  sure: Sure;
  bos: FamilyMember['bos'];
  note: string | null;
  /** 0 to 1; from `SURE_SCORE` up its name was recognized as a whole. */
  score: number;
  /** The evidence for it, for people. */
  why: string;
}

/** Less is a guess. A whole name scores at least this, however much of it matches a `*`. */
const SURE_SCORE = 0.75;

/** Two formats whose scores are closer than this are both only guesses. */
const MARGIN = 0.05;

/** Every family with any evidence, most likely first. */
export function matchFamily(evidence: ModelEvidence, families: Families): FamilyCandidate[] {
  const names = namesOf(evidence, families.publishers);
  const architecture = textIn(generalOf(evidence), 'architecture');
  const { rows, users } = families;
  // A word that no family uses weighs as much as one used by a single family.
  const weightOf: WordWeight = (word) => Math.log(1 + rows.length / (users.get(word) ?? 1));
  const candidates: FamilyCandidate[] = [];
  for (const family of rows) {
    for (const member of family.members) {
      const best = bestOf([...nameMatch(family, member, names, weightOf), ...hintsFor(member, evidence)]);
      if (!best) continue;
      const isOther =
        architecture !== null && member.architectures.length > 0 && !member.architectures.includes(architecture);
      const { prompt, kind, sure, bos } = member;
      candidates.push({
        family,
        prompt,
        kind,
        sure,
        bos,
        note: member.note ?? family.note,
        score: best.score * (isOther ? OTHER_ARCHITECTURE : 1),
        why: isOther
          ? String(
              say('{why}, though its architecture is {architecture}', {
                why: best.why,
                architecture: quoted(architecture),
              }),
            )
          : best.why,
      });
    }
  }
  return candidates.sort((a, b) => b.score - a.score || KINDS.indexOf(a.kind) - KINDS.indexOf(b.kind));
}

/**
 * The family whose name the file has; null if none is certain, or if its names point to families with different formats. If a family has
 * several formats under this same name, its format is null.
 */
export function recognizedFamily([best, ...others]: readonly FamilyCandidate[]): FamilyCandidate | null {
  if (!best || best.score < SURE_SCORE) return null;
  const rival = others.find(({ prompt }) => prompt !== best.prompt);
  if (!rival || best.score - rival.score >= MARGIN) return best;
  return rival.family === best.family ? { ...best, prompt: null } : null;
}

/** The recognized family, if its format is certain enough to be used without asking; a guess is not. */
export function chosenFamily(candidates: readonly FamilyCandidate[]): (FamilyCandidate & { prompt: string }) | null {
  const recognized = recognizedFamily(candidates);
  if (!recognized || recognized.prompt === null || !isPlayable(recognized) || recognized.sure === 'unverified')
    return null;
  return { ...recognized, prompt: recognized.prompt };
}

/** The most likely formats, each once; if too little is known, those of most families with its architecture. */
export function likeliestFormats(
  candidates: readonly FamilyCandidate[],
  evidence: ModelEvidence,
  { rows }: Families,
  most = 3,
): { prompt: string; why: string }[] {
  const formats = new Map<string, string>();
  for (const candidate of candidates) {
    const { prompt, why, sure } = candidate;
    if (prompt === null || formats.has(prompt) || !isPlayable(candidate)) continue;
    formats.set(prompt, sure === 'unverified' ? `${why}; its format is a guess` : why);
  }
  for (const { prompt, why } of commonFormats(evidence, rows)) if (!formats.has(prompt)) formats.set(prompt, why);
  return [...formats].slice(0, most).map(([prompt, why]) => ({ prompt, why }));
}

/** With equal scores, chat models come first. */
const KINDS: readonly FamilyKind[] = ['chat', 'base', 'not-generative', 'hosted'];

function isPlayable({ kind }: Pick<FamilyCandidate, 'kind'>): boolean {
  return kind === 'chat' || kind === 'base';
}

/** Keeps a whole name with another architecture from being a match. */
const OTHER_ARCHITECTURE = 0.3;

interface KnownName {
  /** Where it was found, for people. */
  source: string;
  text: string;
  /** Normalized, with and without a publisher in front. */
  forms: { text: string; words: string[] }[];
  /** How much it is trusted. */
  weight: number;
}

/** A name assembled from its parts may lack one; a model has its base model's format, unless it was trained on another. */
function namesOf(evidence: ModelEvidence, publishers: readonly string[]): KnownName[] {
  const general = generalOf(evidence);
  const parts = ['basename', 'size_label', 'finetune', 'version'].map((key) => textIn(general, key));
  const organization = textIn(general, 'organization');
  const prefixes = [...(organization === null ? [] : [normalizeName(organization)]), ...publishers];
  const known = (source: string, text: string | null, weight: number): KnownName[] => {
    const name = text === null ? '' : normalizeName(text.slice(0, LONGEST_NAME));
    if (text === null || name === '') return [];
    const rest = prefixes.find((prefix) => name.startsWith(`${prefix}-`));
    const texts = rest === undefined ? [name] : [name, name.slice(rest.length + 1)];
    return [{ source, text, weight, forms: texts.map((form) => ({ text: form, words: wordsOf(form) })) }];
  };
  return [
    ...known('general.name', textIn(general, 'name'), 1),
    ...known('its file name', evidence.fileName, 1),
    ...(parts[0] === null ? [] : known('general.basename', parts.filter((part) => part !== null).join('-'), 0.9)),
    ...namesIn(general.base_model).flatMap((name) => known('its base model', name, 0.5)),
  ];
}

const LONGEST_NAME = 300;

interface Reason {
  score: number;
  why: string;
}

function bestOf(reasons: readonly Reason[]): Reason | null {
  return reasons.reduce<Reason | null>((best, each) => (best === null || each.score > best.score ? each : best), null);
}

/** The best match by names, if there is any. */
function nameMatch(
  family: Family,
  { patterns }: FamilyMember,
  names: readonly KnownName[],
  weightOf: WordWeight,
): Reason[] {
  let best: { score: number; name: KnownName; common: string[] | null } | null = null;
  for (const name of names) {
    for (const form of name.forms) {
      for (const { expression, words, literal } of patterns) {
        const isWhole = expression.test(form.text);
        const { share, common } = isWhole ? WHOLE : likeness(words, form.words, weightOf);
        const score = name.weight * (isWhole ? 0.75 + (0.25 * literal) / form.text.length : 0.7 * share);
        if (score > (best?.score ?? 0)) best = { score, name, common };
      }
    }
  }
  if (best === null) return [];
  const cited = `${best.name.source} ${quoted(best.name.text)}`;
  const why =
    best.common === null
      ? say('{name} is a name of {family}', { name: cited, family: family.name })
      : say('{name} has {words} in common with {family}', {
          name: cited,
          words: best.common.join(', '),
          family: family.name,
        });
  return [{ score: best.score, why: String(why) }];
}

const WHOLE = { share: 1, common: null };

/** How much two names have in common; a word that few families use counts more. */
function likeness(
  one: readonly string[],
  other: readonly string[],
  weightOf: WordWeight,
): { share: number; common: string[] } {
  const common = one.filter((word, index) => other.includes(word) && one.indexOf(word) === index);
  if (common.length === 0) return { share: 0, common };
  const sum = (words: readonly string[]): number => words.reduce((total, word) => total + weightOf(word), 0);
  return { share: (2 * sum(common)) / (sum(one) + sum(other)), common };
}

type WordWeight = (word: string) => number;

/** Tokens that hardly any other format has; the more of them, the more likely. */
const TOKENS: Readonly<Record<string, readonly string[]>> = {
  chatml: ['<|im_start|>', '<|im_end|>'],
  'chatml-think': ['<|im_start|>', '<|im_end|>', '<think>'],
  llama3: ['<|start_header_id|>', '<|eot_id|>'],
  gemma2: ['<start_of_turn>', '<end_of_turn>'],
  phi3: ['<|user|>', '<|assistant|>', '<|end|>'],
  phi4: ['<|im_start|>', '<|im_sep|>', '<|im_end|>'],
  'deepseek-r1-distill': ['<｜User｜>', '<｜Assistant｜>'],
  'mistral-v3-tekken': ['[INST]', '[/INST]'],
  'sarashina2.2': ['<|user|>', '<|assistant|>', '<|system|>'],
  'karakuri-8x7b-instruct': ['<|START_OF_TURN_TOKEN|>', '<|END_OF_TURN_TOKEN|>'],
};

/** Below any meaningful similarity of names. */
const HINT = 0.05;

function hintsFor({ prompt, kind }: FamilyMember, { specialTokens = [] }: ModelEvidence): Reason[] {
  const tokens = TOKENS[prompt ?? ''] ?? [];
  if (kind !== 'chat' || tokens.length === 0 || !tokens.every((token) => specialTokens.includes(token))) return [];
  return [
    { score: HINT * tokens.length, why: String(say('its vocabulary has {tokens}', { tokens: tokens.join(' ') })) },
  ];
}

/** Formats by the number of families that have them: those of the model's architecture first, then any. */
function commonFormats(evidence: ModelEvidence, rows: readonly Family[]): { prompt: string; why: string }[] {
  const architecture = textIn(generalOf(evidence), 'architecture');
  const members = rows
    .flatMap((family) => family.members)
    .filter(({ kind, prompt }) => kind === 'chat' && prompt !== null);
  const same = members.filter(({ architectures }) => architecture !== null && architectures.includes(architecture));
  return [
    ...byNumber(same).map((prompt) => ({
      prompt,
      why: String(
        say('common among models of the architecture {architecture}', { architecture: quoted(architecture ?? '') }),
      ),
    })),
    ...byNumber(members).map((prompt) => ({ prompt, why: String(say('common')) })),
  ];
}

function byNumber(members: readonly FamilyMember[]): string[] {
  const counts = new Map<string, number>();
  for (const { prompt } of members) if (prompt !== null) counts.set(prompt, (counts.get(prompt) ?? 0) + 1);
  return [...counts].sort(([, a], [, b]) => b - a).map(([prompt]) => prompt);
}

function generalOf({ metadata }: ModelEvidence): Readonly<Record<string, unknown>> {
  const general = metadata?.general;
  return isRecord(general) ? general : {};
}

function textIn(record: Readonly<Record<string, unknown>>, key: string): string | null {
  const value = record[key];
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** `general.base_model.<number>.name`, however a reader nests it. */
function namesIn(baseModels: unknown): string[] {
  if (typeof baseModels !== 'object' || baseModels === null) return [];
  return Object.values(baseModels).flatMap((model) => {
    const name = isRecord(model) ? textIn(model, 'name') : null;
    return name === null ? [] : [name];
  });
}

/** Untrusted text, which may contain line breaks that would split a message. */
function quoted(text: string): string {
  const line = inertLine(text);
  return `"${line.length > 80 ? `${line.slice(0, 80)}…` : line}"`;
}
