// The dictionary lives in a thread of its own: loading it takes most of a second and some 300 MB, which only a run that needs it pays.
// Start at `tokensOf`.
import { createRequire } from 'node:module';
import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import { TokenizerBuilder } from '@patdx/kuromoji';
import NodeDictionaryLoader from '@patdx/kuromoji/node';
import type { Token } from './token.ts';

export interface TokensRequest {
  id: number;
  texts: readonly string[];
}

export interface TokensAnswer {
  id: number;
  tokens: Token[][];
}

const build = path.dirname(createRequire(import.meta.url).resolve('@patdx/kuromoji'));
const tokenizer = await new TokenizerBuilder({
  loader: new NodeDictionaryLoader({ dic_path: path.join(build, '../dict/') }),
}).build();

parentPort?.on('message', ({ id, texts }: TokensRequest) => {
  const answer: TokensAnswer = { id, tokens: texts.map(tokensOf) };
  parentPort?.postMessage(answer);
});

/** The library throws on these. */
const UNREADABLE = /\0|\p{Cs}/gu;

/** The library counts positions otherwise than JavaScript; words follow one another in the text. */
function tokensOf(reply: string): Token[] {
  const text = reply.replace(UNREADABLE, ' ');
  let from = 0;
  return tokenizer.tokenize(text).map((word): Token => {
    const at = text.indexOf(word.surface_form, from);
    const start = at < 0 ? from : at;
    from = start + word.surface_form.length;
    return {
      surface: word.surface_form,
      pos: word.pos,
      detail: word.pos_detail_1,
      conjugation: word.conjugated_type,
      form: word.conjugated_form,
      base: word.basic_form,
      start,
    };
  });
}
