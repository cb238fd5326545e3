// What the reader looks at, written after the # of the address, and read from there. What it says may be old, or hostile: everything
// that is not understood is left out. Start at `viewFrom`.
import { EVERYTHING, MODES, OPINIONS, type Place, RESULTS, TABS, type View } from './view-state.ts';

/** Longer ones are not ours. */
const LONGEST_HASH = 20_000;
const LONGEST_NAME = 300;
const MOST_NAMES = 500;

export function viewFrom(hash: string): View {
  const given = parametersOf(hash);
  const one = (name: string): string | null => given.get(name)?.slice(0, LONGEST_NAME) ?? null;
  const all = (name: string): string[] =>
    [...new Set(given.getAll(name).filter((each) => each !== '' && each.length <= LONGEST_NAME))].slice(0, MOST_NAMES);
  const among = <Name extends string>(name: string, known: readonly Name[], otherwise: Name): Name =>
    known.find((each) => each === given.get(name)) ?? otherwise;
  return {
    tab: among('tab', TABS, EVERYTHING.tab),
    mode: among('mode', MODES, EVERYTHING.mode),
    unit: among('unit', ['word', 'character'], EVERYTHING.unit),
    seed: countIn(one('seed')) ?? EVERYTHING.seed,
    runs: all('run'),
    models: all('model'),
    baseline: one('baseline'),
    scenarios: all('scenario'),
    tags: all('tag'),
    columns: all('column'),
    from: countIn(one('from')),
    to: countIn(one('to')),
    check: one('check'),
    result: among('result', RESULTS, EVERYTHING.result),
    opinion: among('opinion', OPINIONS, EVERYTHING.opinion),
    text: one('text') ?? '',
    samples: samplesIn(all('sample')),
    candidate: countIn(one('candidate')),
  };
}

/** Which reply is meant. */
export function placeFrom(hash: string): Place | null {
  const [, number = '', column = '', scenario = ''] =
    /^(\d+) (\S*) (.+)$/s.exec(
      parametersOf(hash)
        .get('at')
        ?.slice(0, 2 * LONGEST_NAME) ?? '',
    ) ?? [];
  const turn = countIn(number);
  return turn === null ? null : { scenario, turn, column };
}

/** Only what is not as it is at first. Where names are hidden, nothing is named. */
export function hashOf(view: View, at: Place | null): string {
  const isBlind = view.mode === 'blind';
  const names = isBlind
    ? []
    : [
        ...view.runs.map((run) => ['run', run]),
        ...view.models.map((model) => ['model', model]),
        ...view.columns.map((column) => ['column', column]),
        ...(view.baseline === null ? [] : [['baseline', view.baseline]]),
      ];
  const plain = (['tab', 'mode', 'unit', 'from', 'to', 'check', 'result', 'opinion', 'text', 'candidate'] as const)
    .filter((name) => view[name] !== EVERYTHING[name])
    .map((name) => [name, String(view[name])]);
  return new URLSearchParams([
    ...names,
    ...plain,
    ...(isBlind ? [['seed', String(view.seed)]] : []),
    ...view.scenarios.map((scenario) => ['scenario', scenario]),
    ...view.tags.map((tag) => ['tag', tag]),
    ...Object.entries(view.samples).map(([scenario, sample]) => ['sample', `${sample} ${scenario}`]),
    ...(at === null ? [] : [['at', `${at.turn} ${isBlind ? '' : at.column} ${at.scenario}`]]),
  ]).toString();
}

/** @returns null: not a number from 1 on */
function countIn(text: string | null): number | null {
  return text !== null && /^[1-9]\d{0,8}$/.test(text) ? Number(text) : null;
}

function samplesIn(pairs: readonly string[]): Record<string, number> {
  return Object.fromEntries(
    pairs.flatMap((pair) => {
      const [, number = '', scenario = ''] = /^(\d+) (.+)$/s.exec(pair) ?? [];
      const sample = countIn(number);
      return sample === null ? [] : [[scenario, sample]];
    }),
  );
}

function parametersOf(hash: string): URLSearchParams {
  return new URLSearchParams(hash.length > LONGEST_HASH ? '' : hash.replace(/^#/, ''));
}
