// Vocabularies of every kind that llama.cpp has rules of its own for, a few hundred tokens each, learnt from the text below. They
// let the exactness tests run where the real ones are not. Start at `SMALL_VOCABULARIES`; `encodeVocabulary` makes the file.
import { learnMerges, type Merge } from './byte-pairs.ts';
import { encodeGguf, type MetadataValue } from './gguf-writer.ts';

export interface SmallVocabulary {
  /** llama.cpp knows Phi-3's rules by this. */
  name: string;
  /** The prompt formats whose special tokens these are. */
  formats: readonly string[];
  architecture: string;
  /** GPT-2's byte pairs, or SentencePiece's characters with byte tokens. */
  kind: 'gpt2' | 'llama';
  /** How llama.cpp cuts text into words first; none is its default. */
  preTokenizer?: string;
  control: readonly string[];
  userDefined?: readonly string[];
  unknown?: readonly string[];
  bos: string;
  eos: string;
  prependsBos: boolean;
  addSpacePrefix?: boolean;
}

export const SMALL_VOCABULARIES: readonly SmallVocabulary[] = [
  {
    // The characters of `«tool»` stand for other bytes elsewhere in the vocabulary.
    name: 'small qwen2',
    formats: ['chatml'],
    architecture: 'qwen2',
    kind: 'gpt2',
    preTokenizer: 'qwen2',
    control: ['<|endoftext|>', '<|im_start|>', '<|im_end|>'],
    userDefined: ['<tool_call>', '</tool_call>', '<think>', '</think>', '«tool»'],
    bos: '<|endoftext|>',
    eos: '<|im_end|>',
    prependsBos: false,
  },
  {
    name: 'small llama-bpe',
    formats: ['llama3'],
    architecture: 'llama',
    kind: 'gpt2',
    preTokenizer: 'llama-bpe',
    control: [
      '<|begin_of_text|>',
      '<|end_of_text|>',
      '<|start_header_id|>',
      '<|end_header_id|>',
      '<|eot_id|>',
      '<|reserved_special_token_0|>',
    ],
    unknown: ['<|unknown|>'],
    bos: '<|begin_of_text|>',
    eos: '<|eot_id|>',
    prependsBos: true,
  },
  {
    // Its runs of spaces are user-defined tokens that anybody may write. Markers overlap: one itself, others each other, and these
    // have another order by bytes than by characters.
    name: 'small gpt-neox',
    formats: ['weblab'],
    architecture: 'gptneox',
    kind: 'gpt2',
    control: ['<|endoftext|>', '<|padding|>'],
    userDefined: [...runsOf(' ', 8), '@@image@@', '＜終＞', '＞end', 'wait＜', '[PAD7]'],
    bos: '<|endoftext|>',
    eos: '<|endoftext|>',
    prependsBos: false,
  },
  {
    // `<mask>` takes the white space on its left.
    name: 'small jina',
    formats: ['plain-labels'],
    architecture: 'jina-bert-v2',
    kind: 'gpt2',
    preTokenizer: 'jina-v2-de',
    control: ['<s>', '</s>', '<mask>'],
    bos: '<s>',
    eos: '</s>',
    prependsBos: false,
  },
  {
    name: 'small llama-spm',
    formats: ['llama2', 'elyza-llama2'],
    architecture: 'llama',
    kind: 'llama',
    control: ['<s>', '</s>'],
    unknown: ['<unk>'],
    bos: '<s>',
    eos: '</s>',
    prependsBos: true,
  },
  {
    // Most of its special tokens take the white space on their right; `▁` in one is no space.
    name: 'small phi-3',
    formats: ['phi3'],
    architecture: 'phi3',
    kind: 'llama',
    control: [
      '<unk>',
      '<s>',
      '<|endoftext|>',
      '<|assistant|>',
      '<|system|>',
      '<|end|>',
      '<|user|>',
      '<|placeholder1|>',
    ],
    userDefined: ['</s>', '<tool▁call>', '終わり'],
    unknown: ['[PAD1]', '[PAD▁2]'],
    bos: '<s>',
    eos: '<|endoftext|>',
    prependsBos: true,
  },
  {
    // Runs of spaces, newlines and tabs are user-defined tokens, and no space goes in front of a text.
    name: 'small gemma',
    formats: ['gemma2'],
    architecture: 'gemma2',
    kind: 'llama',
    control: ['<pad>', '<eos>', '<bos>', '<start_of_turn>', '<end_of_turn>'],
    userDefined: [
      ...runsOf('\n', 4),
      ...runsOf(' ', 6),
      ...runsOf('\t', 3),
      '<mask>',
      '<unused0>',
      '[multimodal]',
      '<b>',
    ],
    unknown: ['<unk>'],
    bos: '<bos>',
    eos: '<eos>',
    prependsBos: true,
    addSpacePrefix: false,
  },
];

/** What the tokens are learnt from; characters that are not in it have to be put together out of bytes. */
const SAMPLE = `
ねえ、どんなアニメが好きなの？ うん、アニメは大好きだよ！ 漢字を読むのも好きなの。
うん、大好きだよ！ 今日は何を見たの？ 昨日はアニメを見たよ。ねえ、いっしょに見ようよ！
すごい！！ ほんとに好きなんだね…。漢字はむずかしいけど、読めるとうれしいね。
ﾊﾝｶｸ ﾊﾝｶｸ ＡＢＣ１２３ ＡＢＣ１２３ 「はい」「いいえ」 （笑） （笑）
Hello, world! The quick reader says hello to the world. Hello there, what is the other one?
The user asks the assistant, and the assistant answers the user. I don't know; they don't either.
system user assistant model instruction end start turn image tool call
It is 123 or 4567, is it not? 2024 and 2025 come after 2023. 10:45, 10:46!!
    if (isHere) {
        return "the other world";
    }


café café naïve naïve 😀😀 😀 👩‍👩‍👧 👩‍👩‍👧 🇯🇵 🇯🇵 한국어 한국어
`;

const MERGES = 320;
const TOKEN_TYPE = { normal: 1, unknown: 2, control: 3, userDefined: 4, byte: 6 } as const;

interface Token {
  text: string;
  type: number;
  score: number;
}

export function encodeVocabulary(vocabulary: SmallVocabulary): Buffer {
  const merges = MERGES_OF[vocabulary.kind]();
  const tokens = [...specialTokens(vocabulary), ...ORDINARY_TOKENS_OF[vocabulary.kind](merges)];
  const { architecture, preTokenizer, addSpacePrefix } = vocabulary;
  const idOf = (text: string): MetadataValue => ({
    type: 'uint32',
    value: tokens.findIndex((token) => token.text === text),
  });
  const metadata = new Map<string, MetadataValue>([
    ['general.architecture', { type: 'string', value: architecture }],
    ['general.name', { type: 'string', value: vocabulary.name }],
    [`${architecture}.context_length`, { type: 'uint32', value: 2048 }],
    [`${architecture}.embedding_length`, { type: 'uint32', value: 32 }],
    [`${architecture}.block_count`, { type: 'uint32', value: 1 }],
    [`${architecture}.attention.head_count`, { type: 'uint32', value: 1 }],
    ['tokenizer.ggml.model', { type: 'string', value: vocabulary.kind }],
    ['tokenizer.ggml.tokens', { type: 'strings', value: tokens.map((token) => token.text) }],
    ['tokenizer.ggml.token_type', { type: 'ints', value: tokens.map((token) => token.type) }],
    ['tokenizer.ggml.bos_token_id', idOf(vocabulary.bos)],
    ['tokenizer.ggml.eos_token_id', idOf(vocabulary.eos)],
  ]);
  if (preTokenizer !== undefined) metadata.set('tokenizer.ggml.pre', { type: 'string', value: preTokenizer });
  if (addSpacePrefix !== undefined) {
    metadata.set('tokenizer.ggml.add_space_prefix', { type: 'bool', value: addSpacePrefix });
  }
  if (vocabulary.kind === 'gpt2') {
    metadata.set('tokenizer.ggml.merges', { type: 'strings', value: merges.map((merge) => merge.join(' ')) });
  } else {
    metadata.set('tokenizer.ggml.scores', { type: 'floats', value: tokens.map((token) => token.score) });
    metadata.set('tokenizer.ggml.unknown_token_id', idOf('<unk>'));
    metadata.set('tokenizer.ggml.add_bos_token', { type: 'bool', value: vocabulary.prependsBos });
  }
  return encodeGguf(metadata, []);
}

function specialTokens({ control, userDefined = [], unknown = [] }: SmallVocabulary): Token[] {
  const tokensOf = (texts: readonly string[], type: number): Token[] =>
    texts.map((text) => ({ text, type, score: -1000 }));
  return [
    ...tokensOf(unknown, TOKEN_TYPE.unknown),
    ...tokensOf(control, TOKEN_TYPE.control),
    ...tokensOf(userDefined, TOKEN_TYPE.userDefined),
  ];
}

const ORDINARY_TOKENS_OF = {
  gpt2: (merges: readonly Merge[]): Token[] => normalTokens([...GPT2_CHARACTERS, ...joined(merges)]),
  llama: (merges: readonly Merge[]): Token[] => {
    const bytes = Array.from({ length: 256 }, (_, byte) => `<0x${byte.toString(16).toUpperCase().padStart(2, '0')}>`);
    const characters = new Set(sampleWords().flatMap((word) => [...spaced(word)]));
    return [
      ...bytes.map((text) => ({ text, type: TOKEN_TYPE.byte, score: 0 })),
      // The earlier a pair was learnt, the higher its score: SentencePiece's way of writing merges down.
      ...normalTokens([...joined(merges), ...characters]),
    ];
  },
};

const MERGES_OF = {
  gpt2: once(() => learnMerges(sampleWords().map(gpt2Symbols), MERGES)),
  llama: once(() =>
    learnMerges(
      sampleWords().map((word) => [...spaced(word)]),
      MERGES,
    ),
  ),
};

function normalTokens(texts: readonly string[]): Token[] {
  return [...new Set(texts)].map((text, index) => ({ text, type: TOKEN_TYPE.normal, score: -index }));
}

function joined(merges: readonly Merge[]): string[] {
  return merges.map(([left, right]) => left + right);
}

/** Roughly as GPT-2 cuts: words and numbers with the space before them, runs of signs, runs of white space. */
function sampleWords(): string[] {
  return SAMPLE.match(/ ?[\p{L}\p{M}]+| ?\p{N}+| ?[^\s\p{L}\p{M}\p{N}]+|\s+/gu) ?? [];
}

/** SentencePiece writes spaces out; newlines are left to the byte tokens, as in Llama 2. */
function spaced(word: string): string {
  return word.replaceAll(' ', '▁').replaceAll('\n', '');
}

function gpt2Symbols(word: string): string[] {
  return [...Buffer.from(word)].map((byte) => GPT2_CHARACTERS[byte] ?? '');
}

/** GPT-2's visible character for each byte: its own where that can be seen, else the next from U+0100 on. */
const GPT2_CHARACTERS: readonly string[] = (() => {
  let next = 0x100;
  return Array.from({ length: 256 }, (_, byte) => {
    const isHidden = byte <= 0x20 || (byte >= 0x7f && byte <= 0xa0) || byte === 0xad;
    return String.fromCodePoint(isHidden ? next++ : byte);
  });
})();

function runsOf(character: string, longest: number): string[] {
  return Array.from({ length: longest - 1 }, (_, index) => character.repeat(index + 2));
}

function once<Result>(make: () => Result): () => Result {
  let made: { result: Result } | undefined;
  return () => {
    made ??= { result: make() };
    return made.result;
  };
}
