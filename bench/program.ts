// The whole program below the command line: the real backend with its model process, messages and streaming. Start at `openProgram`.
import type { Backend } from '../dist/backend/backend.js';
import { type LlamaRequest, openLlamaBackend } from '../dist/backend/llama/llama.js';
import type { LlamaDescription } from '../dist/core/model-description.js';
import { DEFAULT_LLAMA_OPTIONS } from '../dist/core/play-choices.js';
import type { PromptTemplate, RenderedPrompt } from '../dist/prompt/prompt.js';
import { thisProcess } from '../dist/this-process.js';
import type { Gpu } from './build-peers.ts';
import type { EngineName } from './library.ts';
import { repository } from './places.ts';
import { textOfTokens } from './random-model.ts';
import { SAMPLING, type SamplingName, type Timing, type Workload } from './workload.ts';

export interface ProgramOptions {
  file: string;
  /** null: whatever calibration chooses. */
  threads: number | null;
  gpu: Gpu;
  engine: EngineName;
  contextSize: number;
  /** Conversations at once, in fast mode; left out: strict mode. */
  parallel?: number;
  /** Where calibration is remembered. */
  cacheDirectory: string;
  prompt: string;
}

export interface Program {
  description: LlamaDescription;
  template: PromptTemplate;
  run(workload: Workload): Promise<Timing>;
  reply(prompt: () => Promise<RenderedPrompt>, sampling: SamplingName, maxTokens: number): Promise<ReplyTiming>;
  close(): Promise<void>;
}

interface ReplyTiming extends Timing {
  promptTokens: number;
}

const LIMITS = { loadMs: 600_000, firstTokenMs: 300_000, idleMs: 300_000, totalMs: 600_000 };

export async function openProgram(options: ProgramOptions): Promise<Program> {
  const backend = await openLlamaBackend(programRequest(options));
  const description = llamaDescription(backend);
  const reply: Program['reply'] = async (render, sampling, maxTokens) => {
    const session = await backend.openSession();
    await session.begin();
    const started = performance.now();
    const prompt = await render();
    const renderMs = performance.now() - started;
    const timing = await session.reply({
      prompt,
      sampling: { ...backend.effectiveSampling(SAMPLING[sampling]), maxTokens },
      seed: 1,
      onText: () => {},
      signal: new AbortController().signal,
    });
    const total = performance.now() - started;
    await session.close();
    // Seen from this process, so that rendering, messages and streaming count.
    const firstTokenMs = renderMs + (timing.timeToFirstTokenMs ?? Number.NaN);
    return {
      promptTokens: timing.promptTokens ?? Number.NaN,
      firstTokenMs,
      promptTokensPerSecond: ((timing.evaluatedTokens ?? Number.NaN) * 1_000) / firstTokenMs,
      tokensPerSecond:
        Number(timing.replyTokens) > 1
          ? ((Number(timing.replyTokens) - 1) * 1_000) / (total - firstTokenMs)
          : Number.NaN,
    };
  };
  return {
    description,
    template: backend.template,
    reply,
    async run({ promptTokens, replyTokens, sampling }) {
      const timing = await reply(async () => plainPrompt(promptTokens - 1), sampling, replyTokens);
      if (timing.promptTokens !== promptTokens) {
        throw new Error(`the prompt has ${timing.promptTokens} tokens instead of ${promptTokens}`);
      }
      return timing;
    },
    close: () => backend.close(),
  };
}

/** Every backend describes itself; this one has a GGUF file. */
export function llamaDescription({ description }: Pick<Backend, 'description'>): LlamaDescription {
  if (description.backend !== 'llama') throw new Error('not a llama backend');
  return description;
}

export function programRequest(options: ProgramOptions): LlamaRequest {
  const { file, threads, gpu, engine, contextSize, cacheDirectory, prompt, parallel } = options;
  return {
    backend: 'llama',
    entry: { spec: { id: 'bench', backend: 'llama', file, sampling: {} }, file, text: '' },
    gguf: { path: file, place: 'path' },
    prompt,
    options: { ...DEFAULT_LLAMA_OPTIONS, gpu, threads, contextSize, engine },
    limits: LIMITS,
    mode: parallel === undefined ? 'strict' : 'fast',
    parallel: parallel ?? null,
    measured: null,
    world: thisProcess({
      workingDirectory: repository,
      environment: { ...process.env, HITOGARA_CACHE: cacheDirectory },
    }),
  };
}

/** BOS, and text of this many tokens. */
export function plainPrompt(tokens: number): RenderedPrompt {
  return { kind: 'text', parts: [{ source: 'data', text: textOfTokens(tokens) }], bos: 'auto', stop: [], markers: [] };
}
