// The dictionary lives in a thread of its own: loading it takes most of a second and some 200 MB, which only a run that needs it pays.
// Start at `tokensOf`.
import { createRequire } from 'node:module';
import path from 'node:path';
import { parentPort } from 'node:worker_threads';
import { TokenizerBuilder } from '@patdx/kuromoji';
import { dictionaryFiles } from './dictionary-files.ts';
import { targetsOf } from './dictionary-targets.ts';
import { type PackedTokens, packTokens } from './packed-tokens.ts';
import type { Token } from './token.ts';

export interface TokensRequest {
  id: number;
  texts: readonly string[];
}

export interface TokensAnswer extends PackedTokens {
  id: number;
}

const build = path.dirname(createRequire(import.meta.url).resolve('@patdx/kuromoji'));
const tokenizer = await openTokenizer(path.join(build, '../dict/'));

parentPort?.on('message', ({ id, texts }: TokensRequest) => {
  const answer: TokensAnswer = { id, ...packTokens(texts.map(tokensOf)) };
  parentPort?.postMessage(answer);
});

async function openTokenizer(folder: string) {
  const files = dictionaryFiles(folder);
  let targets: ArrayBufferLike = new ArrayBuffer(0);
  const loadArrayBuffer = async (file: string): Promise<ArrayBufferLike> => {
    const bytes = await files.loadArrayBuffer(file);
    if (file !== 'tid_map.dat.gz') return bytes;
    targets = bytes;
    return new ArrayBuffer(0);
  };
  const opened = await new TokenizerBuilder({ loader: { loadArrayBuffer } }).build();
  opened.token_info_dictionary.target_map = targetsOf(targets);
  return opened;
}

/** The library throws on these. */
const UNREADABLE = /\0|\p{Cs}/gu;

function tokensOf(reply: string): Token[] {
  const text = beginningOf(reply).replace(UNREADABLE, ' ');
  return piecesOf(text).flatMap(({ piece, start }) => tokensOfPiece(piece, start));
}

/** What a character says in so many characters shows how it speaks. Words take longer to find than everything else. */
const MOST_READ = 2_000;

function beginningOf(reply: string): string {
  if (reply.length <= MOST_READ) return reply;
  const beginning = reply.slice(0, MOST_READ);
  // A sentence without its end would be taken for one of another register.
  const [whole] = /^.*[。！？!?\n]/s.exec(beginning) ?? [beginning];
  return whole;
}

/** The library takes quadratic time for what stands between two commas or full stops; people cut it at other marks too. */
const LONG_PIECE = 64;
const PIECE = /[^、。]+[、。]?|[、。]/g;
const PART = new RegExp(
  `[^\\s！？!?…」』）]{1,${LONG_PIECE}}[\\s！？!?…」』）]{0,${LONG_PIECE}}|[\\s！？!?…」』）]{1,${LONG_PIECE}}`,
  'gu',
);

function piecesOf(text: string): { piece: string; start: number }[] {
  return Array.from(text.matchAll(PIECE)).flatMap(({ 0: piece, index: start }) =>
    piece.length <= LONG_PIECE
      ? [{ piece, start }]
      : Array.from(piece.matchAll(PART), ({ 0: part, index }) => ({ piece: part, start: start + index })),
  );
}

/** The library counts positions otherwise than JavaScript; words follow one another in the text. */
function tokensOfPiece(text: string, start: number): Token[] {
  let at = 0;
  return tokenizer.tokenize(text).map((word): Token => {
    const place = text.indexOf(word.surface_form, at);
    const from = place < 0 ? at : place;
    at = from + word.surface_form.length;
    return {
      surface: word.surface_form,
      pos: word.pos,
      detail: word.pos_detail_1,
      conjugation: word.conjugated_type,
      form: word.conjugated_form,
      base: word.basic_form,
      start: start + from,
    };
  });
}
