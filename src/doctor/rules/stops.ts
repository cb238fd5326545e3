import { visibleText } from '../../core/inert-text.ts';
import type { Finding } from '../finding.ts';
import { type Material, readingOf } from '../material.ts';

/**
 * Stop strings that can never occur, and those that cut off ordinary replies.
 * @param replies reference replies
 */
export function stopsRule({ readings, tokenizer }: Material, replies: readonly string[]): Finding[] {
  const reading = readingOf(readings, 'sixth') ?? readingOf(readings, 'second') ?? readingOf(readings, 'bareSecond');
  if (!reading) return [];
  const { stop, parts } = reading.prompt;
  const written = parts.map((part) => part.text).join('');
  const specials = new Set(tokenizer.vocabulary.specials.map(({ text }) => text));
  const canOccur = (text: string): boolean => written.includes(text) || specials.has(text);
  const never = stop.filter((text) => !canOccur(text));
  const findings: Finding[] = [];
  if (never.length > 0) {
    const isAll = never.length === stop.length;
    findings.push({
      severity: isAll ? 'warning' : 'note',
      code: 'stop-never-occurs',
      message: `${isAll ? 'no stop string occurs' : never.length === 1 ? 'a stop string does not occur' : 'stop strings do not occur'} in the format or in the vocabulary: ${never.map((text) => JSON.stringify(text)).join(', ')}`,
    });
  }
  for (const text of stop) {
    const cut = replies.filter((reply) => reply.includes(text));
    const [example] = cut;
    if (example === undefined) continue;
    findings.push({
      severity: 'error',
      code: 'stop-in-reply',
      message: `the stop string ${JSON.stringify(text)} would cut ${cut.length} of ${replies.length} reference replies short`,
      evidence: visibleText(example),
      remedy: 'Remove it from the template, or make it longer.',
    });
  }
  return findings;
}
