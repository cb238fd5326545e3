import { visibleText } from '../../core/inert-text.ts';
import { say } from '../../words/text.ts';
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
    const listed = never.map((text) => JSON.stringify(text)).join(', ');
    const isAll = never.length === stop.length;
    findings.push({
      severity: isAll ? 'warning' : 'note',
      code: 'stop-never-occurs',
      message: isAll
        ? say('no stop string occurs in the format or in the vocabulary: {strings}', { strings: listed })
        : say('stop strings that occur neither in the format nor in the vocabulary: {strings}', { strings: listed }),
    });
  }
  for (const text of stop) {
    const cut = replies.filter((reply) => reply.includes(text));
    const [example] = cut;
    if (example === undefined) continue;
    findings.push({
      severity: 'error',
      code: 'stop-in-reply',
      message: say('the stop string {string} would cut {some} of {all} reference replies short', {
        string: JSON.stringify(text),
        some: cut.length,
        all: replies.length,
      }),
      evidence: visibleText(example),
      remedy: say('Remove it from the template, or make it longer.'),
    });
  }
  return findings;
}
