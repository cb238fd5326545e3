// The prompt template inside a GGUF file (`tokenizer.chat_template`, Jinja), rendered in a worker thread that can be killed.
// Knows nothing of llama.cpp. Start at `openGgufTemplate`.
import { Worker } from 'node:worker_threads';
import { ModelFailure } from '../core/errors.ts';
import { sha256 } from '../core/hash.ts';
import { joinParts, type PromptInput, type PromptPart, type PromptTemplate, type RenderedPrompt } from './prompt.ts';
import { chooseSentinel, type Sentinel } from './sentinel.ts';

/** A template from a stranger may loop for ever. */
const RENDER_LIMIT_MS = 2_000;
/** Starting the worker and parsing the template count apart, because a busy machine may take its time. */
const START_LIMIT_MS = 10_000;
const MEMORY_LIMIT_MB = 64;

/** Whether a template's name means the one inside the file. */
export function isGgufSelector(selector: string): boolean {
  return selector === 'gguf' || selector === 'gguf:first-user';
}

export interface GgufTemplateSource {
  /** Path of the GGUF file, for messages. */
  file: string;
  template: string;
  bosToken: string;
  eosToken: string;
  /** Text of every token that marks something (white space aside): data that spells one is hidden from the template. */
  specialTokens: readonly string[];
  /** `first-user` folds the persona into the first user message, for templates that refuse or drop a system role. */
  persona: 'system' | 'first-user';
}

export async function openGgufTemplate(source: GgufTemplateSource): Promise<PromptTemplate> {
  const renderer = jinjaRenderer(source);
  const render = async (input: PromptInput): Promise<RenderedPrompt> => {
    const messages = messagesOf(input, source.persona);
    const sentinel = chooseSentinel([source.template, ...messages.map((message) => message.content)]);
    const hide = hider(source.specialTokens, sentinel);
    const text = await renderer.render({
      messages: messages.map(({ role, content }) => ({ role, content: hide(content) })),
      bos_token: source.bosToken,
      eos_token: source.eosToken,
      add_generation_prompt: true,
      tools: null,
      documents: null,
      // Llama 3.1 and its kin print today's date without this, and no two runs would be alike.
      date_string: '26 Jul 2024',
    });
    requirePersona(input.system, unhide(text, source.specialTokens, sentinel), source);
    return {
      kind: 'text',
      parts: splitAtHidden(text, source.specialTokens, sentinel),
      bos: 'auto',
      stop: [],
      markers: [],
    };
  };
  const id = source.persona === 'system' ? 'gguf' : 'gguf:first-user';
  const text = source.template;
  return {
    id,
    file: source.file,
    text,
    hash: sha256(`${id}\n${text}`),
    history: 'trim',
    render,
    close: renderer.close,
  };
}

function messagesOf(
  { system, messages }: PromptInput,
  persona: GgufTemplateSource['persona'],
): { role: string; content: string }[] {
  if (system === null) return [...messages];
  if (persona === 'system') return [{ role: 'system', content: system }, ...messages];
  const [first, ...rest] = messages;
  return first ? [{ role: first.role, content: `${system}\n${first.content}` }, ...rest] : [];
}

/** LLM-jp-3's template throws the system message away without a word; a persona test without the persona is worthless. */
function requirePersona(system: string | null, rendered: string, source: GgufTemplateSource): void {
  const squeeze = (text: string): string => text.replace(/\s+/g, '');
  if (system === null || squeeze(rendered).includes(squeeze(system))) return;
  throw new ModelFailure(
    'template-failed',
    `the chat template inside ${source.file} drops the persona; --prompt gguf:first-user folds it into the first user turn`,
    { isFatal: true },
  );
}

/** Replaces every special token's text by `open index close`, so that `strip()` and `split()` in the template still work. */
function hider(specialTokens: readonly string[], sentinel: Sentinel): (text: string) => string {
  if (specialTokens.length === 0) return (text) => text;
  const indexOf = new Map(specialTokens.map((text, index) => [text, index]));
  const longestFirst = [...specialTokens].sort((a, b) => b.length - a.length).map(escapeForRegExp);
  const anySpecial = new RegExp(longestFirst.join('|'), 'g');
  return (text) => text.replace(anySpecial, (special) => `${sentinel.open}${indexOf.get(special)}${sentinel.close}`);
}

function escapeForRegExp(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}

function splitAtHidden(text: string, specialTokens: readonly string[], sentinel: Sentinel): PromptPart[] {
  const [before = '', ...pieces] = text.split(sentinel.open);
  const parts = pieces.flatMap((piece): PromptPart[] => {
    const [index = '', after = ''] = piece.split(sentinel.close);
    return [
      { source: 'data', text: specialTokens[Number(index)] ?? '' },
      { source: 'template', text: after },
    ];
  });
  return joinParts([{ source: 'template', text: before }, ...parts]);
}

function unhide(text: string, specialTokens: readonly string[], sentinel: Sentinel): string {
  return splitAtHidden(text, specialTokens, sentinel)
    .map((part) => part.text)
    .join('');
}

interface JinjaRenderer {
  render(variables: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

function jinjaRenderer({ file, template }: GgufTemplateSource): JinjaRenderer {
  let worker: Worker | undefined;
  let calls = 0;
  const start = (): Promise<Worker> =>
    withLimit(START_LIMIT_MS, 'could not be started', (resolve, reject) => {
      const started = new Worker(new URL('./jinja-worker.js', import.meta.url), {
        workerData: { source: template },
        resourceLimits: { maxOldGenerationSizeMb: MEMORY_LIMIT_MB },
      });
      started.once('online', () => resolve(started));
      started.once('error', reject);
    });
  const stop = async (): Promise<void> => {
    const stopping = worker;
    worker = undefined;
    await stopping?.terminate();
  };
  const withLimit = async <Result>(
    limitMs: number,
    what: string,
    begin: (resolve: (result: Result) => void, reject: (error: unknown) => void) => void,
  ): Promise<Result> => {
    let timer: NodeJS.Timeout | undefined;
    try {
      return await new Promise<Result>((resolve, reject) => {
        timer = setTimeout(() => {
          reject(
            new ModelFailure(
              'template-timeout',
              `the chat template inside ${file} ${what} within ${limitMs / 1000} s`,
              { isFatal: true },
            ),
          );
        }, limitMs);
        begin(resolve, reject);
      });
    } catch (error) {
      await stop();
      throw error instanceof ModelFailure
        ? error
        : new ModelFailure(
            'template-failed',
            `the chat template inside ${file} failed: ${String(error instanceof Error ? error.message : error)}`,
            { isFatal: true, cause: error },
          );
    } finally {
      clearTimeout(timer);
    }
  };
  const render = async (variables: Record<string, unknown>): Promise<string> => {
    worker ??= await start();
    const running = worker;
    const id = ++calls;
    return withLimit(RENDER_LIMIT_MS, 'did not finish', (resolve, reject) => {
      const onMessage = (reply: { id: number; text?: string; error?: string }): void => {
        if (reply.id !== id) return;
        running.off('message', onMessage);
        running.off('error', reject);
        if (reply.text === undefined) reject(new Error(reply.error));
        else resolve(reply.text);
      };
      running.on('message', onMessage);
      running.once('error', reject);
      running.postMessage({ id, variables });
    });
  };
  return { render, close: stop };
}
