/**
 * Marks data while it passes through a template engine: a pair of private-use characters that occur in none of the texts, so that the
 * output can be split into template and data again.
 */
export interface Sentinel {
  open: string;
  close: string;
}

/** Private-use plane 15 has 65,534 characters; four of them are always unused in texts that people write. */
export function chooseSentinels(texts: readonly string[]): [Sentinel, Sentinel] {
  const used = new Set(texts.flatMap((text) => [...text]));
  const free: string[] = [];
  for (let codePoint = 0xf0000; codePoint < 0xffffe && free.length < 4; codePoint++) {
    const character = String.fromCodePoint(codePoint);
    if (!used.has(character)) free.push(character);
  }
  const [a, b, c, d] = free;
  if (a === undefined || b === undefined || c === undefined || d === undefined) {
    throw new Error('every private-use character occurs in the conversation');
  }
  return [
    { open: a, close: b },
    { open: c, close: d },
  ];
}

export function wrap(text: string, sentinel: Sentinel): string {
  return text === '' ? '' : sentinel.open + text + sentinel.close;
}
