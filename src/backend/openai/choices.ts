// The choices of chat and text completions: what is common to both. Start at `ownChoice`.
import { z } from 'zod';
import { finishReasonFrom } from '../hosted/finish-reason.ts';
import type { Piece } from '../hosted/pieces.ts';

export const ChoiceIndexSchema = z.number().nullish().catch(null);

/** Some write nothing as a text; a number stands for nothing that is documented. */
export const FinishWordSchema = z.string().nullish().catch(null);

/** One choice is asked for. A server that sends others as well must not mix them into the reply. */
export function ownChoice<Choice extends { index?: number | null | undefined }>(
  choices: readonly Choice[] | null | undefined,
): Choice | undefined {
  return choices?.find(({ index }) => (index ?? 0) === 0);
}

export function finishPieces(word: z.infer<typeof FinishWordSchema>): Piece[] {
  return word && word !== 'null' ? [{ type: 'finish', finishReason: finishReasonFrom(word) }] : [];
}
