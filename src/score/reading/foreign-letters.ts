// Letters of scripts that neither Japanese nor English has. Start at `foreignLettersIn`.
import type { Range } from './code-points.ts';

export interface ForeignLetters extends Range {
  script: string;
}

/** A single letter is a part of a face, such as (´Д｀); so are the parts of Hangul letters (ㅋㅋ, ㅠㅠ). */
const SCRIPTS: readonly [script: string, run: RegExp][] = [
  ['Hangul', /[가-힣](?:[ ]?[가-힣])+/gu],
  ['Greek', /\p{Script=Greek}{4,}/gu],
  ...[
    'Cyrillic',
    'Thai',
    'Arabic',
    'Hebrew',
    'Devanagari',
    'Bengali',
    'Tamil',
    'Telugu',
    'Gujarati',
    'Lao',
    'Khmer',
    'Myanmar',
    'Armenian',
    'Georgian',
    'Ethiopic',
    'Tibetan',
  ].map((script): [string, RegExp] => [
    script,
    new RegExp(`\\p{Script=${script}}{2,}(?:[ ]\\p{Script=${script}}+)*`, 'gu'),
  ]),
];

export function foreignLettersIn(text: string): ForeignLetters[] {
  if (!/[Ͱ-῿가-힣]/.test(text)) return [];
  return SCRIPTS.flatMap(([script, run]) =>
    [...text.matchAll(run)]
      .filter(([letters]) => (letters.match(/\p{L}/gu) ?? []).length >= 2)
      .map(({ 0: letters, index }) => ({ script, start: index, end: index + letters.length })),
  );
}
