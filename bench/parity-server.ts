// llama-server's API, as far as its replies to token ids are recorded. Start at `complete`.
import { z } from 'zod';
import { samplingNamesOf } from '../dist/backend/openai/servers.js';
import type { Sampling } from '../dist/core/sampling.js';

/** In llama-server's names. A bias is given by id, as its API wants it. */
export async function requestOf(
  address: string,
  { samplers, logitBias, ...sampling }: Sampling,
): Promise<Record<string, unknown>> {
  const names: Readonly<Record<string, string | undefined>> = samplingNamesOf('llama-server');
  const request: Record<string, unknown> = {};
  for (const [field, value] of Object.entries(sampling)) {
    const name = names[field];
    if (name === undefined) throw new Error(`llama-server has no name for ${field}`);
    request[name] = value;
  }
  if (samplers) request.samplers = samplers;
  if (logitBias) {
    const biases = Object.entries(logitBias).map(async ([text, bias]) => {
      const tokens = await tokenize(address, text);
      if (tokens.length !== 1) throw new Error(`${text} is not one token`);
      return [tokens[0], bias === 'never' ? false : bias];
    });
    request.logit_bias = await Promise.all(biases);
  }
  return request;
}

const ReplySchema = z
  .object({ content: z.string(), tokens: z.array(z.number().int()), 'timings/cache_n': z.number().int() })
  .transform(({ 'timings/cache_n': cached, ...reply }) => ({ ...reply, cached }));

export interface Completion extends z.infer<typeof ReplySchema> {
  maxTokens: number;
}

/**
 * Evaluated whole, whatever the slot holds, unless `cache_prompt` says otherwise. The server fails if a reply ends inside a character, or has
 * bytes that are none: then it is asked for one token less, which changes none of the others.
 */
export async function complete(
  address: string,
  prompt: readonly number[],
  request: Readonly<Record<string, unknown>>,
  maxTokens: number,
): Promise<Completion> {
  const body = { cache_prompt: false, ...request, prompt, n_predict: maxTokens, stream: false, return_tokens: true };
  const fields = ['tokens', 'timings/cache_n', 'content'];
  const response = await post(address, 'completion', { ...body, response_fields: fields });
  if (response.ok) return { ...ReplySchema.parse(await response.json()), maxTokens };
  const failure = await response.text();
  if (
    response.status !== 500 ||
    !failure.includes('does not match the expected Content-only format') ||
    maxTokens === 1
  )
    throw new Error(`llama-server answered ${response.status}: ${failure}`);
  return complete(address, prompt, request, maxTokens - 1);
}

const TokenizedSchema = z.object({ tokens: z.array(z.number().int()) });

/** Special tokens may be written out in the text. */
export async function tokenize(address: string, text: string): Promise<number[]> {
  return TokenizedSchema.parse(await json(await post(address, 'tokenize', { content: text }))).tokens;
}

const PropertiesSchema = z.object({ build_info: z.string() });

/** What the server says of its own build. */
export async function buildOf(address: string): Promise<string> {
  return PropertiesSchema.parse(await json(await fetch(`${address}/props`))).build_info;
}

async function json(response: Response): Promise<unknown> {
  if (!response.ok) throw new Error(`llama-server answered ${response.status}: ${await response.text()}`);
  return response.json();
}

function post(address: string, route: string, body: object): Promise<Response> {
  // A connection that is used again may have been closed by the server just now.
  const headers = { 'content-type': 'application/json', connection: 'close' };
  return fetch(`${address}/${route}`, { method: 'POST', headers, body: JSON.stringify(body) });
}
