// `hitogara models`: what there is, what a file says of itself, and getting one. Start at `listModels`.
import path from 'node:path';
import { apiKeyNameOf } from '../backend/hosted/api-key.ts';
import { decideTemplate } from '../backend/llama/choose-template.ts';
import { type GgufReport, inspectGguf } from '../backend/llama/inspect.ts';
import { ExitCode, ModelFailure, UserError } from '../core/errors.ts';
import { inertJson, inertLine } from '../core/inert-text.ts';
import type { TemplateChoice } from '../prompt/prompt.ts';
import { type FamilyKind, loadFamilies, type Sure } from '../registry/families.ts';
import { findGguf } from '../registry/find-gguf.ts';
import { loadModelEntries, type ModelEntry, requireLlama, selectModel } from '../registry/load.ts';
import {
  chosenFamily,
  type FamilyCandidate,
  likeliestFormats,
  matchFamily,
  recognizedFamily,
} from '../registry/match-family.ts';
import { type PullOptions, pullGguf } from '../registry/pull.ts';
import { fileNameIn } from '../registry/reference.ts';
import type { LlamaSpec } from '../registry/schema.ts';
import { foldersNamed, searchPlaces, shorten } from '../run/world.ts';
import type { Host } from './host.ts';
import { plainTable } from './plain-table.ts';
import { shortCount } from './report/wording.ts';
import type { ModelsInspectOptions, ModelsListOptions, ModelsPullOptions } from './tool-flags.ts';

export async function listModels({ json }: ModelsListOptions, host: Host): Promise<number> {
  const entries = await loadModelEntries(foldersNamed('models', host));
  const places = searchPlaces(host);
  const isGuessing = entries.some(({ spec }) => spec.backend === 'llama' && spec.prompt === undefined);
  const families = isGuessing ? await loadFamilies(foldersNamed('models', host)) : null;
  const rows = await Promise.all(
    entries.map(async (entry) => {
      const { spec } = entry;
      const none = { file: null, found: null, problem: null, family: null };
      if (spec.backend === 'scripted') {
        return { id: spec.id, backend: spec.backend, prompt: spec.prompt ?? 'messages', ...none, key: null };
      }
      if (spec.backend !== 'llama') {
        const name = apiKeyNameOf(spec);
        const key = name === null ? null : { name, isSet: Boolean(host.environment[name]?.trim()) };
        return { id: spec.id, backend: spec.backend, prompt: spec.prompt ?? 'openai-messages', ...none, key };
      }
      const found = await findGguf({ ...entry, spec }, places).catch((error: unknown) => {
        if (error instanceof UserError) return error;
        throw error;
      });
      return {
        id: spec.id,
        backend: spec.backend,
        prompt: spec.prompt ?? 'gguf',
        family: spec.prompt === undefined ? familyByName(found instanceof UserError ? spec.file : found.path) : null,
        file: spec.file,
        found: found instanceof UserError ? null : shorten(found.path, host),
        problem: found instanceof UserError ? (found.message.split('\n')[0] ?? null) : null,
        key: null,
      };
    }),
  );
  if (json) host.stdout.write(`${inertJson(rows)}\n`);
  else {
    const cells = rows.map((row) => [row.id, describePrompt(row), row.found ?? whereNot(row)].map(inertLine));
    host.stdout.write(`${plainTable(['model', 'prompt', 'file'], cells)}\n`);
  }
  return rows.length > 0 ? ExitCode.done : ExitCode.nothingMatched;

  /** Only its name is looked at: what is inside a file counts before it. */
  function familyByName(file: string): ListedFamily | null {
    const chosen = families && chosenFamily(matchFamily({ fileName: fileNameIn(file), metadata: null }, families));
    return chosen && { id: chosen.family.id, prompt: chosen.prompt };
  }
}

interface ListedFamily {
  id: string;
  prompt: string;
}

/** Without a chat template inside, a file is played with its family's. */
function describePrompt({ prompt, family }: { prompt: string; family: ListedFamily | null }): string {
  return family === null ? prompt : `${prompt}, else ${family.prompt} (family)`;
}

interface ListedModel {
  id: string;
  backend: string;
  file: string | null;
  problem: string | null;
  /** The environment variable with the key; never the key. */
  key: { name: string; isSet: boolean } | null;
}

/** Why a model has no file here, and how it gets one. */
function whereNot({ id, file, problem, backend, key }: ListedModel): string {
  if (key) return `${backend}, ${key.name} is ${key.isSet ? 'set' : 'not set'}`;
  if (file === null) return backend === 'scripted' ? 'scripted' : `${backend}, needs no key`;
  if (!problem?.includes('is not on this machine')) return problem ?? '';
  return `not here: ${/^(hf|https?):/.test(file) ? `npm run models -- pull ${id}` : file}`;
}

export async function inspectModel(selector: string, { json }: ModelsInspectOptions, host: Host): Promise<number> {
  const entry = requireLlama(await selectModel(selector, foldersNamed('models', host)));
  const gguf = await findGguf(entry, searchPlaces(host));
  const report = await inspectGguf(gguf.path, entry.spec.context ?? null).catch((error: unknown) => {
    throw error instanceof ModelFailure ? new UserError(error.message, { cause: error }) : error;
  });
  const family = await familyOf(report, entry, host);
  // There can be thousands of these.
  const { specialTokens: _, ...told } = { ...report, ...family };
  host.stdout.write(json ? `${inertJson(told)}\n` : `${describeReport(told, gguf.place, host)}\n`);
  return ExitCode.done;
}

interface FamilyReport {
  /** null: its names are not surely those of one. */
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
  /** What it would be played with; null: one must be named. */
  prompt: ({ id: string } & TemplateChoice) | null;
  /** Where none would be chosen. */
  likeliest: { prompt: string; why: string }[];
}

async function familyOf(report: GgufReport, entry: ModelEntry<LlamaSpec>, host: Host): Promise<FamilyReport> {
  const modelDirectories = foldersNamed('models', host);
  const families = await loadFamilies(modelDirectories);
  const { metadata, specialTokens } = report;
  const evidence = { fileName: path.basename(report.path), metadata, specialTokens };
  const candidates = matchFamily(evidence, families);
  const recognized = recognizedFamily(candidates);
  const question = { entry, prompt: null, modelDirectories, evidence };
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

function describeFamily(family: FamilyReport['family']): string {
  if (family === null) return 'not known by its names';
  const { name, kind, prompt, sure, contextLength, runsInLlamaCpp, note } = family;
  const can = {
    chat: '',
    base: ', a base model',
    hosted: ', hosted',
    'not-generative': ', which cannot chat',
  };
  return [
    `${name}${can[kind]}`,
    `format ${prompt ?? 'none'} (${sure})`,
    contextLength === null ? null : `trained on ${contextLength} tokens`,
    `runs in llama.cpp: ${runsInLlamaCpp}`,
    note,
  ]
    .filter((part) => part !== null)
    .join('; ');
}

function describeReport(report: Omit<GgufReport, 'specialTokens'> & FamilyReport, place: string, host: Host): string {
  const { tokenizer, memory } = report;
  const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;
  const rows: [string, string][] = [
    ['file', `${shorten(report.path, host)} (${place}, ${megabytes(report.bytes)})`],
    ['name', report.name ?? 'none'],
    [
      'architecture',
      `${report.architecture}${report.isSupported ? '' : ' (not run by this llama.cpp)'}, ${report.layers} layers, width ${report.embeddingLength ?? 'unknown'}`,
    ],
    ['parameters', shortCount(report.parameters)],
    [
      'quantization',
      `${report.quantization} (${Object.entries(report.tensorTypes)
        .map(([type, count]) => `${count} × ${type}`)
        .join(', ')})`,
    ],
    [
      'context',
      `trained on ${report.trainContextSize ?? 'unknown'} tokens${report.slidingWindow === null ? '' : `, sliding window ${report.slidingWindow}`}`,
    ],
    [
      'tokenizer',
      `${tokenizer.model}${tokenizer.pre ? ` (${tokenizer.pre})` : ''}, ${tokenizer.tokens ?? 'unknown'} tokens, BOS ${tokenizer.bos ?? 'none'}, EOS ${tokenizer.eos ?? 'none'}, ${tokenizer.addsBos === null ? 'BOS rule not given' : tokenizer.addsBos ? 'adds BOS' : 'adds no BOS'}`,
    ],
    [
      'memory',
      memory
        ? `${megabytes(memory.weights)} weights + ${megabytes(memory.context)} for a context of ${memory.contextSize}`
        : 'unknown',
    ],
    ['family', describeFamily(report.family)],
    [
      'prompt',
      report.prompt
        ? `${report.prompt.id} (${report.prompt.why})`
        : `none would be chosen; name one with --prompt, likeliest ${report.likeliest.map(({ prompt }) => prompt).join(', ')}`,
    ],
    ['template', report.chatTemplate ?? 'none inside'],
    ...report.warnings.map((warning): [string, string] => ['warning', warning]),
  ];
  return rows.map(([name, value]) => `${name.padEnd(14)}${inertLine(value)}`).join('\n');
}

export async function pullModel(selector: string, { into }: ModelsPullOptions, host: Host): Promise<number> {
  const entry = requireLlama(await selectModel(selector, foldersNamed('models', host)));
  const downloaded = await pullGguf({
    file: entry.spec.file,
    directory: path.resolve(host.workingDirectory, into),
    environment: host.environment,
    signal: host.signal,
    onProgress: progressPrinter(host),
  });
  host.stdout.write(`${inertLine(shorten(downloaded, host))}\n`);
  return ExitCode.done;
}

/** One live line on a terminal, a plain line every tenth in a pipe. */
function progressPrinter({ stderr }: Host): PullOptions['onProgress'] {
  let tenths = -1;
  return (downloaded, total) => {
    const megabytes = `${(downloaded / 1e6).toFixed(1)} MB`;
    const share = total ? downloaded / total : null;
    const text =
      share === null ? megabytes : `${(share * 100).toFixed(0).padStart(3)} % of ${((total ?? 0) / 1e6).toFixed(1)} MB`;
    const tenth = Math.floor((share ?? 0) * 10);
    if (stderr.isTTY) stderr.write(`\r${text}${share === 1 ? '\n' : ''}`);
    else if (tenth > tenths) stderr.write(`${text}\n`);
    tenths = Math.max(tenths, tenth);
  };
}
