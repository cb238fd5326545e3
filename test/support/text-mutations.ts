// Damage to the texts that people write: prompt templates and YAML files. Start at `mutateTemplate` and `mutateYaml`.
import type { Mutation } from './journal-mutations.ts';

type Random = () => number;

/** @param random from 0 to 1 */
export function mutateTemplate(text: string, random: Random): Mutation {
  return mutated(text, random, TAGS, [
    (times) => `{{#if system}}`.repeat(times) + `{{/if}}`.repeat(times),
    (times) => '{{system}}'.repeat(times),
    (times) => `{{${'../'.repeat(times)}system}}`,
    (times) => `{{#if ${'system '.repeat(times)}}}{{/if}}`,
    (times) => `{{#if system}}${'{{else if user}}'.repeat(times)}{{/if}}`,
  ]);
}

export function mutateYaml(text: string, random: Random): Mutation {
  return mutated(text, random, YAML, [
    (times) => Array.from({ length: times }, (_, at) => `\nkey${at}: 1`).join(''),
    (times) => `\nlist: [${Array.from({ length: times }, (_, at) => `&a${at} x`).join(', ')}]\n`,
    (times) => '\n  - again'.repeat(times),
    (times) => '['.repeat(times),
    (times) => '\nkey: "open'.repeat(times),
    (times) => '\n'.repeat(times),
  ]);
}

const TAGS = [
  ...[
    '{{../../../system}}',
    '{{this}}',
    '{{each}}',
    '{{if}}',
    '{{with}}',
    '{{lookup}}',
    '{{helperMissing}}',
    '{{> part}}',
  ],
  ...[
    '{{#each messages}}{{#each ../messages}}{{../../system}}{{/each}}{{/each}}',
    '{{#with system}}{{/with}}',
    '{{@root}}',
  ],
  ...[
    '{{constructor}}',
    '{{__proto__}}',
    '{{#if}}{{/if}}',
    '{{{{raw}}}}',
    '{{log system}}',
    '{{',
    '}}',
    '{{/if}}',
    '{{else}}',
    '---\n',
  ],
  ...['\nvariables: {each: x}\n', '\nvariables: {this: x}\n', '\nstop: [""]\n'],
];

const YAML = [
  ...[
    '!!js/function "f"',
    '!mine ',
    '!!binary aGk=',
    '"\\0"',
    '"\\x1b[31m"',
    '"\\uD800"',
    '*nobody',
    '&a ',
    '<<: ',
    '__proto__: 1\n',
  ],
  ...[
    '\t',
    '\u3000',
    '：',
    '“',
    '\n---\n',
    '%YAML 9.9\n',
    '? ',
    '- - - - ',
    '|',
    '>-',
    '.nan',
    '~',
    '{',
    ']',
    '#',
    '\u202e',
    '\ud83d',
  ],
];

function mutated(
  text: string,
  random: Random,
  pieces: readonly string[],
  many: readonly ((times: number) => string)[],
) {
  const at = below(text.length + 1, random);
  const kinds: (() => Mutation)[] = [
    () => {
      const piece = pieces[below(pieces.length, random)] ?? '';
      return { text: text.slice(0, at) + piece + text.slice(at), what: `at ${at}: ${JSON.stringify(piece)}` };
    },
    () => {
      const length = 1 + below(40, random);
      return { text: text.slice(0, at) + text.slice(at + length), what: `at ${at}: ${length} characters are gone` };
    },
    () => {
      const [from, length] = [below(text.length, random), 1 + below(80, random)];
      return {
        text: text.slice(0, at) + text.slice(from, from + length) + text.slice(at),
        what: `at ${at}: what is at ${from}, ${length} long, once more`,
      };
    },
    () => {
      const kind = below(many.length, random);
      const times = 10 ** (1 + below(5, random));
      return {
        text: text.slice(0, at) + (many[kind]?.(times) ?? '') + text.slice(at),
        what: `at ${at}: kind ${kind}, ${times} times`,
      };
    },
    () => ({ text: text.slice(0, at), what: `ends at ${at}` }),
  ];
  return (kinds[below(kinds.length, random)] ?? (() => ({ text, what: 'nothing' })))();
}

/** A whole number from 0 to below a limit. */
function below(limit: number, random: Random): number {
  return Math.floor(random() * limit);
}
