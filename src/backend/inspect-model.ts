// What a model's file says about itself, which family it belongs to, and which template it would be played with. Start at `inspectNamed`.
import path from 'node:path';
import { ModelFailure, UserError } from '../core/errors.ts';
import type { World } from '../core/world.ts';
import type { TemplateChoice } from '../prompt/prompt.ts';
import { type FamilyKind, loadFamilies, type Sure } from '../registry/families.ts';
import { findGguf } from '../registry/find-gguf.ts';
import { type ModelEntry, requireLlama, selectModel } from '../registry/load.ts';
import { type FamilyCandidate, likeliestFormats, matchFamily, recognizedFamily } from '../registry/match-family.ts';
import type { LlamaSpec } from '../registry/schema.ts';
import { decideTemplate } from './llama/choose-template.ts';
import type { GgufReport } from './llama/gguf-report.ts';
import { inspectGguf } from './llama/inspect.ts';

export interface InspectedModel extends GgufReport, FamilyReport {
  /** The kind of place where the file was found, for people. */
  place: string;
}

/** @throws UserError for an unknown name, and for a file that is not a readable GGUF */
export async function inspectNamed(selector: string, world: World): Promise<InspectedModel> {
  const entry = requireLlama(await selectModel(selector, world));
  const { path: file, place } = await findGguf(entry, world);
  const { context: contextSize = null, kvType } = entry.spec;
  const report = await inspectGguf({ path: file, contextSize, kvType }, world).catch((error: unknown) => {
    throw error instanceof ModelFailure ? new UserError(error.text, { cause: error }) : error;
  });
  return { ...report, ...(await familyOf(report, entry, world)), place };
}

interface FamilyReport {
  /** null: its names do not clearly belong to one. */
  family: {
    id: string;
    name: string;
    kind: FamilyKind;
    prompt: string | null;
    sure: Sure;
    contextLength: number | null;
    bos: FamilyCandidate['bos'];
    runsInLlamaCpp: FamilyCandidate['family']['runsInLlamaCpp'];
    note: string | null;
    why: string;
  } | null;
  /** The template it would be played with; null: one must be named. */
  prompt: ({ id: string } & TemplateChoice) | null;
  /** Used if none would be chosen. */
  likeliest: { prompt: string; why: string }[];
}

async function familyOf(report: GgufReport, entry: ModelEntry<LlamaSpec>, world: World): Promise<FamilyReport> {
  const families = await loadFamilies(world);
  const { metadata, specialTokens } = report;
  const evidence = { fileName: path.basename(report.path), metadata, specialTokens };
  const candidates = matchFamily(evidence, families);
  const recognized = recognizedFamily(candidates);
  const question = { entry, prompt: null, world, evidence };
  const decision = await decideTemplate({ ...question, file: report.path, hasOwn: report.chatTemplate !== null });
  return {
    family: recognized && {
      id: recognized.family.id,
      name: recognized.family.name,
      kind: recognized.kind,
      prompt: recognized.prompt,
      sure: recognized.sure,
      contextLength: recognized.family.contextLength,
      bos: recognized.bos,
      runsInLlamaCpp: recognized.family.runsInLlamaCpp,
      note: recognized.note,
      why: recognized.why,
    },
    prompt: decision.type === 'template' ? { id: decision.id, ...decision.choice } : null,
    likeliest: decision.type === 'template' ? [] : likeliestFormats(candidates, evidence, families),
  };
}
