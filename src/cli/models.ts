// `hitogara models`: what there is, what a file says of itself, and getting one. Start at `listModels`.
import path from 'node:path';
import { apiKeyNameOf } from '../backend/hosted/api-key.ts';
import { type GgufReport, inspectGguf } from '../backend/llama/inspect.ts';
import { ExitCode, ModelFailure, UserError } from '../core/errors.ts';
import { inertJson, inertLine } from '../core/inert-text.ts';
import { findGguf } from '../registry/find-gguf.ts';
import { loadModelEntries, requireLlama, selectModel } from '../registry/load.ts';
import { type PullOptions, pullGguf } from '../registry/pull.ts';
import { foldersNamed, searchPlaces, shorten } from '../run/world.ts';
import type { Host } from './host.ts';
import { plainTable } from './plain-table.ts';
import { shortCount } from './report/wording.ts';
import type { ModelsInspectOptions, ModelsListOptions, ModelsPullOptions } from './tool-flags.ts';

export async function listModels({ json }: ModelsListOptions, host: Host): Promise<number> {
  const entries = await loadModelEntries(foldersNamed('models', host));
  const places = searchPlaces(host);
  const rows = await Promise.all(
    entries.map(async (entry) => {
      const { spec } = entry;
      const none = { file: null, found: null, problem: null };
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
        file: spec.file,
        found: found instanceof UserError ? null : shorten(found.path, host),
        problem: found instanceof UserError ? (found.message.split('\n')[0] ?? null) : null,
        key: null,
      };
    }),
  );
  if (json) host.stdout.write(`${inertJson(rows)}\n`);
  else {
    const cells = rows.map((row) => [row.id, row.prompt, row.found ?? whereNot(row)].map(inertLine));
    host.stdout.write(`${plainTable(['model', 'prompt', 'file'], cells)}\n`);
  }
  return rows.length > 0 ? ExitCode.done : ExitCode.nothingMatched;
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
  host.stdout.write(json ? `${inertJson(report)}\n` : `${describeReport(report, gguf.place, host)}\n`);
  return ExitCode.done;
}

function describeReport(report: GgufReport, place: string, host: Host): string {
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
    ['template', report.chatTemplate ?? 'none inside; name one with --prompt'],
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
