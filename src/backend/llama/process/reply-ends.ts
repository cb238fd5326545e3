// Inside the model process: which tokens end a reply. llama.cpp's own list, with what the format says about ends of messages that are not
// ends of a turn. Start at `replyEnds`.
import type { LlamaModel } from 'node-llama-cpp';
import { readChannels } from '../../../prompt/channels.ts';
import { asTokens } from './context.ts';
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
 * `</s>` in Gemma 4. It makes every token on its list a control token, and those two something else; the library adds them again. Where
 * `<|end|>` ends a message, it still ends the reply if that message is the answer, as it is in the history that these models learnt from.
 */
export function replyEnds(model: LlamaModel, pieceOf: PieceOf, specials: Vocabulary['specials']): ReplyEnds {
  const idsOf = (texts: readonly string[]) => specials.filter(({ text }) => texts.includes(text)).map(({ id }) => id);
  const [endOfMessage] = idsOf(MESSAGE_OPENERS).length > 0 ? idsOf([END_OF_MESSAGE]) : [];
  const starts = idsOf(MESSAGE_STARTS);
  const textOf = (tokens: readonly number[]): string => Buffer.concat(tokens.map(pieceOf)).toString();
  const canEnd = (token: number): boolean => {
    const [id] = asTokens([token]);
    if (token === endOfMessage) return true;
    if (id === undefined || !model.isEogToken(id)) return false;
    return model.getTokenAttributes(id).control || ![END_OF_MESSAGE, '</s>'].includes(textOf([token]));
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
