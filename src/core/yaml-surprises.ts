// What is valid YAML, but hardly what its author meant: a text that ends at a "#", a key that has become part of a text.
// Start at `surprises`.
import { type Document, isPair, isScalar, isSeq, type Scalar, visit } from 'yaml';
import type { z } from 'zod';
import { say, type Text } from '../words/text.ts';
import { keysAllowedAt } from './schema-problem.ts';

export interface Surprise {
  /** 0-based, in code units. */
  offset: number;
  path: (string | number)[];
  message: Text;
  remedy?: Text;
  /** Perhaps it is meant: said only if the line can be corrected. */
  isGuess: boolean;
  /** Where the text with what was cut off ends. */
  end?: number;
}

export function surprises(document: Document.Parsed, text: string, schema: z.ZodType): Surprise[] {
  const found: Surprise[] = [];
  visit(document, {
    Scalar(key, node, ancestors) {
      if (key === 'key' || node.type !== 'PLAIN' || typeof node.value !== 'string' || !node.range) return;
      const [, end, next] = node.range;
      const mayBeCut = text.slice(end, next).includes('#');
      const mayHaveSwallowed = /^\s*[\w-]+[:：]|\n\s*[-－−・]/m.test(text.slice(node.range[0], end));
      // Most texts end here: a path takes long to find.
      if (!mayBeCut && !mayHaveSwallowed) return;
      const path = pathOf(node, ancestors);
      const cut = mayBeCut ? cutText(node, text, path) : null;
      if (cut) found.push(cut);
      if (mayHaveSwallowed) {
        found.push(...swallowed(node, text, path, { schema, isItem: isSeq(ancestors.at(-1)) }));
      }
    },
  });
  return found;
}

function pathOf(node: unknown, ancestors: readonly unknown[]): (string | number)[] {
  return ancestors.flatMap((ancestor, index): (string | number)[] => {
    const child = ancestors[index + 1] ?? node;
    if (isPair(ancestor)) return [String(isScalar(ancestor.key) ? ancestor.key.value : ancestor.key)];
    return isSeq(ancestor) ? [ancestor.items.indexOf(child)] : [];
  });
}

/** A comment has a space behind its "#"; a hashtag has none. */
function cutText(node: Scalar, text: string, path: (string | number)[]): Surprise | null {
  const [start = 0, end = 0] = node.range ?? [];
  const [cut] = /^[ \t]+#(?=[\p{L}\p{N}])[^\n]*/u.exec(text.slice(end)) ?? [];
  if (cut === undefined) return null;
  return {
    ...{ offset: start, path, isGuess: false, end: end + cut.trimEnd().length },
    message: say('the text ends before "#", which begins a comment'),
    remedy: say('If it is a comment, write a space behind the "#".'),
  };
}

/** Of a text that goes on over several lines, one may have been meant as a key or an item of its own. */
function swallowed(
  node: Scalar,
  text: string,
  path: (string | number)[],
  { schema, isItem }: { schema: z.ZodType; isItem: boolean },
): Surprise[] {
  const [start = 0, end = 0] = node.range ?? [];
  const known = path.flatMap((_, index) => keysAllowedAt(schema, path.slice(0, index)));
  const own = keysAllowedAt(schema, path);
  let offset = start;
  return text
    .slice(start, end)
    .split('\n')
    .flatMap((line, index): Surprise[] => {
      const at = offset + line.length - line.trimStart().length;
      offset += line.length + 1;
      const [, key = ''] = /^\s*([\w-]+)[:：]/.exec(line) ?? [];
      const keys = index === 0 ? own : [...known, ...own];
      if (keys.includes(key)) {
        return [
          { offset: at, path, isGuess: true, message: say('"{key}" is part of a text here, not a key', { key }) },
        ];
      }
      const isItemToo = index > 0 && isItem && /^\s*[-－−・]/.test(line);
      return isItemToo
        ? [{ offset: at, path, isGuess: true, message: say('this item is part of the text above') }]
        : [];
    });
}
