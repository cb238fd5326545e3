// Inside the model process: which tokens end a reply. llama.cpp's own list, with what the format says about ends of messages that are not
// ends of a turn. Start at `replyEnds`.
import { readChannels } from '../../../prompt/channels.ts';
import type { VocabularyTable } from './llama-cpp/vocabulary.ts';
import type { PieceOf } from './pieces.ts';
import type { Vocabulary } from './tokenize.ts';

export interface ReplyEnds {
  /** Whether a reply may end with the token. */
  canEnd(token: number): boolean;
  /** Whether a reply, whose tokens are given, ends with this one, which is not among them yet. */
  ends(token: number, prompt: readonly number[], reply: readonly number[]): boolean;
}

/** Where one of these is a token, `<|end|>` ends a message of a turn and not the turn. */
const MESSAGE_OPENERS = ['<|message|>', '<|content|>'];
const MESSAGE_STARTS = ['<|start|>', '<|begin|>'];
const END_OF_MESSAGE = '<|end|>';

/**
 * llama.cpp takes two tokens off its list where a vocabulary shows that they end something smaller: `<|end|>` in harmony and Solar Open,
 * `</s>` in Gemma 4. Where `<|end|>` ends a message, it still ends the reply if that message is the answer, as it is in the history that
 * these models learnt from.
 */
export function replyEnds(table: VocabularyTable, pieceOf: PieceOf, specials: Vocabulary['specials']): ReplyEnds {
  const idsOf = (texts: readonly string[]) => specials.filter(({ text }) => texts.includes(text)).map(({ id }) => id);
  const [endOfMessage] = idsOf(MESSAGE_OPENERS).length > 0 ? idsOf([END_OF_MESSAGE]) : [];
  const starts = idsOf(MESSAGE_STARTS);
  const textOf = (tokens: readonly number[]): string => Buffer.concat(tokens.map(pieceOf)).toString();
  const known = new Map<number, boolean>();
  const canEnd = (token: number): boolean => {
    const isEnd = known.get(token) ?? (token === endOfMessage || table.isEnd(token));
    known.set(token, isEnd);
    return isEnd;
  };
  return {
    canEnd,
    ends(token, prompt, reply) {
      if (token !== endOfMessage) return canEnd(token);
      const start = Math.max(...starts.map((id) => prompt.lastIndexOf(id)));
      const head = start < 0 ? '' : textOf(prompt.slice(start));
      return readChannels(head, textOf(reply))?.endsInAnswer ?? true;
    },
  };
}
