// What a reference said of its own reply, in a form that fits into a file: 0.5 KB a token. Start at `capturedOf`.
import { z } from 'zod';
import type { LikeliestTokens, ReferenceReply, ReplyDistributions } from '../backend/backend.ts';

/** Numbers as bytes, low byte first, in base64. */
const bytes = z.base64();

export const CapturedReplySchema = z.object({
  schemaVersion: z.literal(1),
  scenario: z.string(),
  sample: z.number().int(),
  turn: z.number().int(),
  /** How many tokens, and how many of the likeliest are listed for each. */
  tokens: z.number().int(),
  listed: z.number().int(),
  /** Of each token: its id (32 bits) and ln p (64 bits). */
  ids: bytes,
  logProbabilities: bytes,
  /** See `LikeliestTokens`. */
  likeliestIds: bytes,
  likeliestLogits: bytes,
  logSums: bytes,
  rest: bytes,
});

export type CapturedReply = z.infer<typeof CapturedReplySchema>;

/** Which reply of a run. */
export interface ReplyPlace {
  scenario: string;
  sample: number;
  turn: number;
}

export function capturedOf({ scenario, sample, turn }: ReplyPlace, found: ReplyDistributions): CapturedReply {
  const { perToken, likeliest } = found;
  return {
    schemaVersion: 1,
    ...{ scenario, sample, turn },
    tokens: perToken.length,
    listed: likeliest.count,
    ids: base64(Int32Array.from(perToken, ({ token }) => token)),
    logProbabilities: base64(Float64Array.from(perToken, ({ logProbability }) => logProbability)),
    likeliestIds: base64(likeliest.ids),
    likeliestLogits: base64(likeliest.logits),
    logSums: base64(likeliest.logSums),
    rest: base64(likeliest.rest),
  };
}

export function referenceReplyOf(captured: CapturedReply, logitsFile: string | null): ReferenceReply {
  const ids = new Int32Array(bufferOf(captured.ids));
  const logProbabilities = new Float64Array(bufferOf(captured.logProbabilities));
  const likeliest: LikeliestTokens = {
    count: captured.listed,
    ids: new Int32Array(bufferOf(captured.likeliestIds)),
    logits: new Float32Array(bufferOf(captured.likeliestLogits)),
    logSums: new Float64Array(bufferOf(captured.logSums)),
    rest: new Float64Array(bufferOf(captured.rest)),
  };
  const perToken = Array.from(ids, (token, index) => ({
    token,
    logProbability: logProbabilities[index] ?? Number.NaN,
  }));
  return { perToken, likeliest, logitsFile };
}

function base64(values: Int32Array | Float32Array | Float64Array): string {
  return Buffer.from(values.buffer, values.byteOffset, values.byteLength).toString('base64');
}

/** Aligned, as typed arrays need it. */
function bufferOf(text: string): ArrayBuffer {
  return Uint8Array.from(Buffer.from(text, 'base64')).buffer;
}
