// GBNF, llama.cpp's language for grammars. llama.cpp says what is wrong with one only in its log, and some make it end its process or compute
// forever; so each is read here first. Start at `readGbnf`.
import { say } from '../words/text.ts';
import { type GbnfCursor, gbnfCursor } from './gbnf-cursor.ts';
import { type Rule, requireNoLeftRecursion } from './left-recursion.ts';
import { GrammarProblem } from './problem.ts';

export interface Gbnf {
  /** Of the tokens that are named by their text: each text. */
  tokens: string[];
}

/** Stands for a character or a token; other numbers are those of rules. */
const TERMINAL = -1;

/** In characters: longer ones could let llama.cpp's recursion run out of stack. */
const LONGEST = 100_000;
const DEEPEST = 100;
/** llama.cpp's own limit. */
const REPETITIONS = 2_000;
/** Of all elements that one repetition writes out. */
const LARGEST_REPETITION = 1_000_000;

/** @throws GrammarProblem for a text that llama.cpp would refuse, or would not survive */
export function readGbnf(text: string): Gbnf {
  if (text.length > LONGEST) throw new GrammarProblem(say('is longer than {n} characters', { n: LONGEST }));
  if (text.includes('\0')) throw new GrammarProblem(say('contains the character U+0000'));
  const cursor = gbnfCursor(text);
  const table = openTable();
  const tokens: string[] = [];
  cursor.skipSpace(true);
  while (!cursor.isAtEnd()) passRule({ cursor, table, tokens });
  requireNoLeftRecursion(table.finish());
  return { tokens };
}

interface Reading {
  cursor: GbnfCursor;
  table: Table;
  tokens: string[];
}

function passRule(reading: Reading): void {
  const { cursor, table } = reading;
  const name = cursor.name();
  const id = table.idOf(name);
  cursor.skipSpace(false);
  cursor.expect('::=');
  cursor.skipSpace(true);
  table.define(id, name, alternatives(reading, name, 0));
  if (!cursor.isAtEnd() && !cursor.sees('\n') && !cursor.sees('\r'))
    cursor.fail(say('expected {what}', { what: say('a line break or the end') }));
  cursor.skipSpace(true);
}

function alternatives(reading: Reading, name: string, depth: number): number[][] {
  const { cursor } = reading;
  const all = [sequence(reading, name, depth)];
  while (cursor.skip('|')) {
    cursor.skipSpace(true);
    all.push(sequence(reading, name, depth));
  }
  return all;
}

/** What is repeated is the last item: everything from `start` on. */
interface Sequence {
  elements: number[];
  start: number;
  /** How many rules the last item is made of, by llama.cpp's count. */
  rules: number;
}

function sequence(reading: Reading, name: string, depth: number): number[] {
  const { cursor } = reading;
  let written: Sequence = { elements: [], start: 0, rules: 1 };
  for (;;) {
    const item = nextItem(reading, name, depth);
    if (item) {
      const start = written.elements.length;
      for (const element of item.elements) written.elements.push(element);
      written = { elements: written.elements, start, rules: item.rules };
    } else {
      const times = nextTimes(cursor, depth > 0);
      if (!times) return written.elements;
      written = repeated(reading, name, written, times);
    }
    cursor.skipSpace(depth > 0);
  }
}

function nextItem(reading: Reading, name: string, depth: number): { elements: number[]; rules: number } | null {
  const { cursor, table, tokens } = reading;
  if (cursor.skip('"')) return { elements: terminals(cursor, '"'), rules: 1 };
  if (cursor.skip('[')) {
    cursor.skip('^');
    return { elements: set(cursor), rules: 1 };
  }
  if (cursor.skip('.')) return { elements: [TERMINAL], rules: 1 };
  if (cursor.sees('<') || cursor.skip('!')) {
    const token = cursor.token();
    if (!token.startsWith('[')) tokens.push(token);
    return { elements: [TERMINAL], rules: 1 };
  }
  if (cursor.seesName()) return { elements: [table.idOf(cursor.name())], rules: 1 };
  if (!cursor.skip('(')) return null;
  if (depth >= DEEPEST) cursor.fail(say('there are more than {n} groups inside each other', { n: DEEPEST }));
  cursor.skipSpace(true);
  const before = table.size();
  const id = table.newId();
  table.define(id, name, alternatives(reading, name, depth + 1));
  cursor.expect(')');
  return { elements: [id], rules: Math.max(1, table.size() - before) };
}

function terminals(cursor: GbnfCursor, end: string): number[] {
  const elements: number[] = [];
  while (!cursor.skip(end)) {
    cursor.passCharacter();
    elements.push(TERMINAL);
  }
  return elements;
}

/** A set without a character is nothing at all. */
function set(cursor: GbnfCursor): number[] {
  const elements: number[] = [];
  while (!cursor.skip(']')) {
    cursor.passCharacter();
    if (cursor.sees('-') && !cursor.sees('-]')) {
      cursor.expect('-');
      cursor.passCharacter();
    }
    elements[0] = TERMINAL;
  }
  return elements;
}

interface Times {
  least: number;
  /** null: no limit. */
  most: number | null;
}

function nextTimes(cursor: GbnfCursor, acrossLines: boolean): Times | null {
  if (cursor.skip('*')) return { least: 0, most: null };
  if (cursor.skip('+')) return { least: 1, most: null };
  if (cursor.skip('?')) return { least: 0, most: 1 };
  if (!cursor.skip('{')) return null;
  cursor.skipSpace(acrossLines);
  const least = cursor.wholeNumber();
  let most: number | null = least;
  cursor.skipSpace(acrossLines);
  if (cursor.skip(',')) {
    cursor.skipSpace(acrossLines);
    most = cursor.seesDigit() ? cursor.wholeNumber() : null;
    cursor.skipSpace(acrossLines);
  }
  cursor.expect('}');
  if (most !== null && most < least)
    cursor.fail(say('at least {least} and at most {most} is not possible', { least, most }));
  // llama.cpp's own rule would make more than its limit endless without a word.
  if (least >= REPETITIONS || (most ?? 0) >= REPETITIONS) failTooMany(cursor);
  return { least, most };
}

/** S{2,4} becomes S S S4, with S3 ::= S | and S4 ::= S S3 |. */
function repeated({ cursor, table }: Reading, name: string, written: Sequence, { least, most }: Times): Sequence {
  const { elements, start, rules } = written;
  if (start === elements.length) cursor.fail(say('there is nothing before it that could be repeated'));
  const item = elements.slice(start);
  const total = most !== null && most > 0 ? most : Math.max(1, least);
  if (rules * total >= REPETITIONS || item.length * total > LARGEST_REPETITION) failTooMany(cursor);
  const result = elements.slice(0, start);
  for (let time = 0; time < least; time++) for (const element of item) result.push(element);
  let last: number | null = null;
  for (let time = 0; time < (most === null ? 1 : most - least); time++) {
    const id = table.newId();
    const next = most === null ? id : last;
    table.define(id, name, [next === null ? item : [...item, next], []]);
    last = id;
  }
  if (last !== null) result.push(last);
  return { elements: result, start, rules: rules * total };
}

function failTooMany(cursor: GbnfCursor): never {
  return cursor.fail(
    say('is repeated too often: llama.cpp takes fewer than {n} repetitions of an item, and fewer of a group', {
      n: REPETITIONS,
    }),
  );
}

interface Table {
  size(): number;
  idOf(name: string): number;
  /** Of a rule without a name. */
  newId(): number;
  define(id: number, name: string, alternatives: number[][]): void;
  /** @throws GrammarProblem if a rule is missing */
  finish(): Rule[];
}

function openTable(): Table {
  const ids = new Map<string, number>();
  const rules: (Rule | undefined)[] = [];
  let size = 0;
  return {
    size: () => size,
    idOf(name) {
      const id = ids.get(name) ?? size++;
      ids.set(name, id);
      return id;
    },
    newId: () => size++,
    define(id, name, alternatives) {
      rules[id] = { name, alternatives };
    },
    finish() {
      for (const [name, id] of ids)
        if (!rules[id]) throw new GrammarProblem(say('there is no rule "{name}"', { name }));
      if (!ids.has('root')) throw new GrammarProblem(say('there is no rule "{name}"', { name: 'root' }));
      return rules.filter((rule) => rule !== undefined);
    },
  };
}
