// What the character says before the first user line. Start at `greetingsIn`.
import type { ComparedScenario, Comparison, Section } from '../../compare/comparison.ts';

export interface Greeting {
  /** Whose it is; null: every column begins with it. */
  column: Comparison['columns'][number] | null;
  text: string;
}

/** Runs made out of chat logs may begin otherwise than their scenario. */
export function greetingsIn({ talks }: Section, scenario: ComparedScenario, { columns }: Comparison): Greeting[] {
  const own = columns.map((column, index) => ({ column, text: (talks[index] ?? [])[0]?.greeting }));
  const played = own.filter(({ text }) => text !== undefined);
  const texts = new Set(played.length === 0 ? [scenario.greeting] : played.map(({ text }) => text ?? null));
  if (texts.size > 1) return played.flatMap(({ column, text }) => (text ? [{ column, text }] : []));
  return [...texts].flatMap((text) => (text ? [{ column: null, text }] : []));
}
