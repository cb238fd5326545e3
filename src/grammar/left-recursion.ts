// Rules that begin with themselves. llama.cpp refuses most of them; one that comes back to itself behind something that may be empty it does
// not notice, and then it grows until memory is full. Start at `requireNoLeftRecursion`.
import { say } from '../words/text.ts';
import { GrammarProblem } from './problem.ts';

/** As llama.cpp writes it: repetitions and groups are rules of their own. */
export interface Rule {
  /** Of the rule that it was written in. */
  name: string;
  /** Of numbers of rules; a negative one stands for a character or a token. */
  alternatives: number[][];
}

/** llama.cpp looks at every way on which one rule begins with another. */
const MOST_WAYS = 10_000_000;

/** @throws GrammarProblem naming a rule */
export function requireNoLeftRecursion(rules: readonly Rule[]): void {
  const isPlainlyEmpty = rules.map(({ alternatives }) => alternatives.some(({ length }) => length === 0));
  const plain = beginnings(rules, isPlainlyEmpty);
  const { circular, ways } = inOrder(plain);
  for (const rule of circular)
    if (plain[rule]?.some(({ to }) => leads(plain, to, rule))) throw beginsWithItself(rules[rule]);
  if (ways > MOST_WAYS)
    throw new GrammarProblem(say('its rules begin with each other in too many ways; llama.cpp would take forever'));
  const edges = beginnings(rules, mayBeEmpty(rules));
  for (const rule of inOrder(edges).circular)
    if (edges[rule]?.some(({ to, grows }) => grows && leads(edges, to, rule))) throw beginsWithItself(rules[rule]);
}

interface Beginning {
  to: number;
  /** Something comes behind it, which llama.cpp remembers. */
  grows: boolean;
}

/** The rules that each rule may begin with. */
function beginnings(rules: readonly Rule[], isEmpty: readonly boolean[]): Beginning[][] {
  return rules.map(({ alternatives }) => {
    const list: Beginning[] = [];
    for (const elements of alternatives) {
      for (const [index, to] of elements.entries()) {
        if (to < 0) break;
        list.push({ to, grows: index + 1 < elements.length });
        if (!isEmpty[to]) break;
      }
    }
    return list;
  });
}

/** Rules from which every way ends, one after the other; those that are left go around in circles, or come from there. */
function inOrder(edges: readonly (readonly Beginning[])[]): { circular: number[]; ways: number } {
  const open = edges.map(({ length }) => length);
  const before: number[][] = edges.map(() => []);
  for (const [from, list] of edges.entries()) for (const { to } of list) before[to]?.push(from);
  const done = [...open.keys()].filter((rule) => open[rule] === 0);
  const ways = new Map<number, number>();
  for (const rule of done) {
    const all = (edges[rule] ?? []).reduce((sum, { to }) => sum + (ways.get(to) ?? 0), 1);
    ways.set(rule, all);
    for (const from of before[rule] ?? []) {
      const left = (open[from] ?? 0) - 1;
      open[from] = left;
      if (left === 0) done.push(from);
    }
  }
  const circular = [...open.keys()].filter((rule) => !ways.has(rule));
  return { circular, ways: [...ways.values()].reduce((most, each) => Math.max(most, each), 0) };
}

/** Whether a rule can produce nothing at all. */
function mayBeEmpty(rules: readonly Rule[]): boolean[] {
  const isEmpty = rules.map(() => false);
  const usedBy: number[][] = rules.map(() => []);
  for (const [rule, { alternatives }] of rules.entries())
    for (const element of alternatives.flat()) usedBy[element]?.push(rule);
  const open = [...rules.keys()];
  for (let rule = open.pop(); rule !== undefined; rule = open.pop()) {
    if (isEmpty[rule]) continue;
    const isNow = rules[rule]?.alternatives.some((elements) => elements.every((element) => isEmpty[element])) ?? false;
    if (!isNow) continue;
    isEmpty[rule] = true;
    for (const user of usedBy[rule] ?? []) open.push(user);
  }
  return isEmpty;
}

function leads(edges: readonly (readonly Beginning[])[], from: number, to: number): boolean {
  const seen = new Set([from]);
  for (const rule of seen) {
    if (rule === to) return true;
    for (const next of edges[rule] ?? []) seen.add(next.to);
  }
  return false;
}

function beginsWithItself(rule: Rule | undefined): GrammarProblem {
  return new GrammarProblem(
    say('the rule "{name}" begins with itself; write what repeats behind what comes first', { name: rule?.name ?? '' }),
  );
}
