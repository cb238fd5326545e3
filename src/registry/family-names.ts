// Makes model names comparable: in files, in metadata, and as patterns of the families table. Start at `normalizeName`.

/**
 * Lower case, one hyphen between words, dots only between digits; without folder, file type, number of a part and quantization:
 * `mmnga/ELYZA_japanese Llama-2 7b.Q4_K_M.gguf` is `elyza-japanese-llama-2-7b`.
 */
export function normalizeName(name: string): string {
  const base = (name.normalize('NFKC').toLowerCase().split(/[/\\]/).at(-1) ?? '').trim();
  const whole = base
    .replace(/\.gguf$/, '')
    .replace(/-\d{5}-of-\d{5}$/, '')
    // node-llama-cpp puts the user's name before what it downloads.
    .replace(/^hf_[^_]+_/, '');
  return joinWords(withoutQuantization(whole));
}

/** How a file was quantized or packed: not part of the model's name. */
const QUANTIZATION =
  /[-._\s]+(?:(?:ud[-_])?i?q[1-8](?:[-_]?(?:k|[0-8]|xxs|xs|s|m|l|xl|xxl|nl))*|b?f16|fp16|f32|fp32|mxfp4|tq[12]_0|i1|imat|imatrix|gguf|ggml|gptq|awq)$/;

function withoutQuantization(name: string): string {
  let rest = name;
  for (let shorter = rest.replace(QUANTIZATION, ''); shorter !== rest; shorter = rest.replace(QUANTIZATION, '')) {
    rest = shorter;
  }
  return rest;
}

function joinWords(name: string): string {
  return (
    name
      // 1_6b is 1.6b; a dot that is not a decimal point is only a separator.
      .replace(/(?<=\d)_(?=\d)/g, '.')
      .replaceAll('×', 'x')
      .replace(/(?<!\d)\.|\.(?!\d)/g, '-')
      .replace(/[^\p{L}\p{N}.*]+/gu, '-')
      .replace(/^-+|-+$/g, '')
  );
}

/** A name in the table of families. */
export interface NamePattern {
  /** Normalized; `*` stands for anything up to the next hyphen, `**` for anything. */
  text: string;
  /** Matches a whole normalized name. */
  expression: RegExp;
  words: readonly string[];
  /** How many of its characters are literal. */
  literal: number;
}

/** One for each alternative of `{a,b}`. */
export function namePatterns(pattern: string): NamePattern[] {
  return expand(pattern).map((text) => ({
    text,
    expression: expressionOf(text),
    words: wordsOf(text),
    literal: text.replaceAll('*', '').length,
  }));
}

function expand(pattern: string): string[] {
  const [whole, before = '', inside = '', after = ''] = /^([^{]*)\{([^{}]*)\}(.*)$/.exec(pattern) ?? [];
  if (whole === undefined) return [joinWords(pattern)];
  return inside.split(',').flatMap((choice) => expand(before + choice + after));
}

function expressionOf(pattern: string): RegExp {
  const source = pattern
    .split(/(\*+)/)
    .map((part) => (part === '**' ? '.+' : part === '*' ? '[^-]+' : part.replaceAll('.', '\\.')));
  return new RegExp(`^${source.join('')}$`, 'u');
}

/** A letter alone says nothing. */
export function wordsOf(name: string): string[] {
  return name.split('-').filter((word) => /..|\d/u.test(word) && !word.includes('*'));
}
