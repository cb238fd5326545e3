// What people read. The code says it in English; another language is looked up only where a text is shown. Records and JSON stay English.
// Start at `say`.
import type { Japanese } from './ja.ts';

/** A whole sentence with `{named}` places for values. Every one is in the dictionary, or the code does not compile. */
export type Sentence = keyof Japanese;

/** English sentences → the same in one language. */
export type Words = Readonly<Record<string, string>>;

/** English needs no dictionary: the sentences are in the code. */
export const ENGLISH: Words = {};

type Value = string | number | Text;

/** The names of a sentence's places. What stands in braces with quotation marks is JSON. */
type Places<Line> = Line extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${string}${'"' | ' ' | ','}${string}` ? never : Name) | Places<Rest>
  : never;

type ValuesOf<Line> = [Places<Line>] extends [never] ? [] : [values: Readonly<Record<Places<Line>, Value>>];

/** A sentence without places. */
export type Label = { [Line in Sentence]: [Places<Line>] extends [never] ? Line : never }[Sentence];

/** A text that can be shown in every language of the program. As a string and in JSON it is English. */
export class Text {
  readonly #render: (words: Words) => string;

  constructor(render: (words: Words) => string) {
    this.#render = render;
  }

  in(words: Words): string {
    return this.#render(words);
  }

  toString(): string {
    return this.#render(ENGLISH);
  }

  toJSON(): string {
    return this.toString();
  }
}

/** @param values one for each place of the sentence */
export function say<Line extends Sentence>(sentence: Line, ...[values]: ValuesOf<Line>): Text {
  return new Text((words) => fill(words[sentence] ?? sentence, values ?? {}, words));
}

/** What is the same in every language, or was said by somebody else: a name, a path, a server's own words. */
export function asIs(text: string): Text {
  return new Text(() => text);
}

/** What its writer has said in both languages, such as a title. */
export function inBoth({ ja, en }: { ja: string; en: string }): Text {
  return new Text((words) => (words === ENGLISH ? en : ja));
}

/** The parts that there are, with a separator such as ` · ` or a newline between them. */
export function joinTexts(separator: string, parts: readonly (Text | string | null | undefined)[]): Text {
  return new Text((words) =>
    parts
      .map((part) => (part instanceof Text ? part.in(words) : part))
      .filter((part) => part !== null && part !== undefined && part !== '')
      .join(words[separator] ?? separator),
  );
}

type Regular = Sentence extends infer Line ? (Line extends `{n} ${infer Noun}s` ? Noun : never) : never;
type Counted = Exclude<Regular, 'replie'> | 'reply';

/** For example `1 turn` and `2 turns`. */
export function plural(n: number, noun: Counted): Text {
  // A noun is counted when the dictionary has both of its forms.
  const nouns = noun === 'reply' ? 'replies' : `${noun}s`;
  const sentence = `{n} ${n === 1 ? noun : nouns}`;
  return new Text((words) => fill(words[sentence] ?? sentence, { n }, words));
}

function fill(sentence: string, values: Readonly<Record<string, Value>>, words: Words): string {
  return sentence.replace(/\{(\w+)\}/g, (place, name: string) => {
    const value = values[name];
    return value === undefined ? place : value instanceof Text ? value.in(words) : String(value);
  });
}
