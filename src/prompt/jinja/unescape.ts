/** Escapes of one character. */
const ONE: Readonly<Record<string, string>> = {
  ...{ n: '\n', t: '\t', r: '\r', a: '\x07', b: '\b', f: '\f', v: '\v' },
  ...{ '\\': '\\', "'": "'", '"': '"', '\n': '' },
};

const ESCAPE = /\\(?:x([\da-fA-F]{2})|u([\da-fA-F]{4})|U([\da-fA-F]{8})|([0-7]{1,3})|([\s\S]))/g;

/** What a string literal with its quotes stands for. As in Python, an unknown escape stays as it is. */
export function unescaped(literal: string): string {
  const text = literal.slice(1, -1);
  return text.replace(ESCAPE, (whole, x?: string, u?: string, U?: string, octal?: string, one?: string) => {
    const hex = x ?? u ?? U;
    if (hex !== undefined) return String.fromCodePoint(Number.parseInt(hex, 16));
    if (octal !== undefined) return String.fromCodePoint(Number.parseInt(octal, 8));
    return ONE[one ?? ''] ?? whole;
  });
}
