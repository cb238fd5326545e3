// What stands beside each other: every model that is tested in every run, with each of its settings. From manifests alone. Start at
// `columnsOf`.
import path from 'node:path';
import { z } from 'zod';
import { UserError } from '../core/errors.ts';
import type { BackendDescription } from '../core/model-description.ts';
import type { Sampling } from '../core/sampling.ts';
import { type Places, shorten } from '../core/world.ts';
import { parseYaml } from '../core/yaml-file.ts';
import type { PastRun } from '../store/past-run.ts';
import type { Manifest } from '../store/records.ts';
import type { Column, ComparedRun, ModelFacts } from './comparison.ts';

/** Names a column: what it is in the run's records. */
export interface ColumnSource {
  column: Column;
  run: PastRun;
  model: Manifest['models'][number];
}

/** @param rankOf where a model of the runs stands, lowest first; null: it is not wanted */
export function columnsOf(runs: readonly PastRun[], rankOf: (model: string) => number | null): ColumnSource[] {
  const ranked = runs.flatMap((run) =>
    run.manifest.models.flatMap((model) => {
      const rank = model.role === 'subject' ? rankOf(model.id) : null;
      return rank === null ? [] : run.manifest.request.settings.map((settings) => ({ run, model, settings, rank }));
    }),
  );
  const sources = ranked.sort((a, b) => a.rank - b.rank);
  const labels = labelsFor(sources);
  return sources.map(({ run, model, settings }, index) => ({
    run,
    model,
    column: {
      id: `c${index + 1}`,
      run: run.manifest.runId,
      model: model.id,
      settings,
      label: labels[index] ?? model.id,
      status: model.status,
      reason: model.reason ?? null,
      facts: factsOf(model, run.manifest),
      template: templateOf(model),
      sampling: null,
      figures: null,
      deltas: [],
    },
  }));
}

export function runHead({ directory, status, manifest, summary }: PastRun, places: Places): ComparedRun {
  const { runId, startedAt, request, imported, versions, host } = manifest;
  return {
    id: runId,
    directory: shorten(directory, places),
    status,
    startedAt,
    endedAt: summary?.endedAt ?? null,
    arguments: manifest.arguments,
    mode: imported ? null : request.mode,
    seed: imported ? null : request.seed,
    samples: request.samples,
    program: `hitogara ${versions.hitogara}`,
    machine: {
      platform: host.platform,
      architecture: host.architecture,
      cpu: host.cpu,
      cores: host.cores,
      memoryBytes: host.memoryBytes,
    },
    isImported: imported !== undefined,
  };
}

interface Unlabelled {
  run: PastRun;
  model: { id: string };
  settings: Sampling;
}

/** The model, and what else is needed to tell columns apart: settings that vary within a run, then the run. */
function labelsFor(sources: readonly Unlabelled[]): string[] {
  const plain = sources.map(({ run, model, settings }) =>
    [model.id, variedIn(run, settings)].filter(Boolean).join(' '),
  );
  return sources.map(({ run }, index) => {
    const label = plain[index] ?? '';
    const isAmbiguous = plain.some((other, at) => other === label && at !== index);
    return isAmbiguous ? `${label} · ${shortRunName(run.manifest.runId)}` : label;
  });
}

function variedIn({ manifest }: PastRun, settings: Sampling): string {
  const all = manifest.request.settings.map((each) => new Map<string, unknown>(Object.entries(each)));
  return Object.entries(settings)
    .filter(([name, value]) => all.some((other) => JSON.stringify(other.get(name)) !== JSON.stringify(value)))
    .map(([name, value]) => `${name}=${typeof value === 'object' ? JSON.stringify(value) : value}`)
    .join(' ');
}

/** Ids begin with the time in milliseconds and end with four random characters: `1126-034625-aadf`. */
function shortRunName(id: string): string {
  const [, day, time, rest] = /^\d{4}(\d{4})-(\d{6})-\d{3}-(.+)$/.exec(id) ?? [];
  return day === undefined ? id : `${day}-${time}-${rest}`;
}

function templateOf({ template }: Manifest['models'][number]): Column['template'] {
  if (!template) return null;
  const { id, from = null, why = null, text, hash } = template;
  return { id, from, why, text, hash };
}

/** What is needed of an entry; the rest is in the manifest. */
const EntrySchema = z.object({
  title: z.string().optional(),
  notes: z.string().optional(),
  file: z.string().optional(),
});

function factsOf({ entry, description }: Manifest['models'][number], { imported }: Manifest): ModelFacts {
  // In place of an entry, an import has the chat log.
  const { title = null, notes = null, file } = imported ? {} : entryOf(entry);
  const link = file === undefined ? null : linkOf(file);
  return { title, notes, link, ...describedFacts(description) };
}

function entryOf(entry: { file: string; text: string }): z.infer<typeof EntrySchema> {
  try {
    return parseYaml({ file: entry.file, text: entry.text, isRecord: true }, EntrySchema);
  } catch (error) {
    if (error instanceof UserError) return {};
    throw error;
  }
}

const HUB = 'https://huggingface.co/';

/** Of a file that an entry names by where it comes from. */
function linkOf(file: string): string | null {
  const [, repository] = /^hf:([\w.-]+\/[\w.-]+)/.exec(file) ?? [];
  if (repository !== undefined) return `${HUB}${repository}`;
  if (!/^https:\/\//i.test(file) || !URL.canParse(file)) return null;
  const { username, password, origin, pathname } = new URL(file);
  return username === '' && password === '' ? `${origin}${pathname}` : null;
}

const UNKNOWN: Omit<ModelFacts, 'title' | 'notes' | 'link'> = {
  backend: null,
  file: null,
  fileBytes: null,
  fileType: null,
  architecture: null,
  parameters: null,
  weightsDigest: null,
  engine: null,
  device: null,
  threads: null,
  contextSize: null,
  server: null,
  warnings: [],
};

function describedFacts(description: BackendDescription | undefined): Omit<ModelFacts, 'title' | 'notes' | 'link'> {
  if (!description) return UNKNOWN;
  const { backend, warnings } = description;
  if ('engine' in description) {
    const { bytes, engine, device, fileType, architecture, parameters, weightsDigest, threads, contextSize } =
      description;
    const where = device.gpu === false ? 'CPU' : `${device.gpu} (${device.names.join(', ')})`;
    return {
      ...{ backend, file: path.basename(description.path), fileBytes: bytes, fileType, architecture, parameters },
      ...{ weightsDigest, engine: `llama.cpp ${engine.release} ${engine.build}`, device: where },
      ...{ threads, contextSize, server: null, warnings },
    };
  }
  if ('provider' in description)
    return { ...UNKNOWN, backend, server: `${description.model} · ${description.provider}`, warnings };
  return { ...UNKNOWN, backend, weightsDigest: description.weightsDigest, warnings };
}
