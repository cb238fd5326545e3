// Which of two replies people preferred, counted for every two models. Start at `preferencesTally`.
import { groupBy } from '../core/group-by.ts';
import type { Sampling } from '../core/sampling.ts';
import { holm } from '../stats/holm.ts';
import { clusteredProportionInterval } from '../stats/proportion.ts';
import { pcg32 } from '../stats/random.ts';
import { signFlipTest } from '../stats/sign-flip.ts';
import { NAMELESS, type Preference } from '../store/rating-schema.ts';
import type { StoredConversation } from '../store/read-run.ts';
import type { Figure } from './ratings-tally.ts';

export interface ComparedSide {
  model: string;
  /** Of a model that was played with several settings. */
  settings: Sampling | null;
  /** null: the run that is scored. */
  run: string | null;
}

export interface ComparedPair {
  model: ComparedSide;
  versus: ComparedSide;
  wins: number;
  losses: number;
  ties: number;
  bothBad: number;
  /** With a win or a loss. */
  scenarios: number;
  /** The share of wins among wins and losses, with its 95 % interval by scenario. */
  won: Figure;
  /** Of no difference, by scenario (sign-flip test), adjusted for the number of pairs (Holm); null: so few scenarios cannot show any. */
  pValue: number | null;
}

export interface PreferencesReport {
  preferences: number;
  raters: string[];
  pairs: ComparedPair[];
  /** Preferences about replies that the run does not have. */
  unplaced: number;
}

export interface PreferencesTally {
  /** Every conversation of the run, wanted or not. */
  add(conversation: StoredConversation): void;
  /** null: nobody compared anything. */
  report(): PreferencesReport | null;
}

/** A reply of this run. */
interface Place extends Pick<Preference, 'model' | 'sample' | 'scenario' | 'turn'> {
  key?: string | undefined;
}

export function preferencesTally(preferences: readonly Preference[]): PreferencesTally {
  const last = lastPreferences(preferences);
  const named = new Set(last.flatMap(placesOf).map(conversationOf));
  const known = new Map<string, Pick<StoredConversation, 'key' | 'settings'>[]>();
  const turns = new Map<string, number>();
  const find = (place: Place) =>
    known
      .get(conversationOf(place))
      ?.find(({ key }) => (place.key ?? key) === key && (place.turn ?? 0) <= (turns.get(key + place.model) ?? 0));
  const sideOf = (place: Place): ComparedSide => {
    const settings = place.key === undefined ? null : (find(place)?.settings ?? null);
    return { model: place.model, settings, run: null };
  };
  return {
    add(conversation) {
      const { key, settings, model } = conversation;
      const name = conversationOf(conversation);
      if (!named.has(name)) return;
      known.set(name, [...(known.get(name) ?? []), { key, settings }]);
      turns.set(key + model, conversation.turns.length);
    },
    report() {
      if (last.length === 0) return null;
      const placed = last.filter((each) => placesOf(each).every((place) => find(place) !== undefined));
      const told = placed.map((each) => toldOf(each, sideOf));
      return {
        preferences: placed.length,
        raters: [...new Set(placed.map(({ who }) => who))].sort(),
        pairs: comparedPairs(told),
        unplaced: last.length - placed.length,
      };
    },
  };
}

/** Whoever compares two replies again, in whichever order, has changed their mind; of the nameless nobody knows how many they are. */
export function lastPreferences(preferences: readonly Preference[]): Preference[] {
  const last = new Map<string, Preference>();
  for (const [index, each] of preferences.entries()) {
    const { scenario, turn, who, model, sample, key, versus } = each;
    const sides = [
      JSON.stringify([null, model, sample, key]),
      JSON.stringify([versus.run, versus.model, versus.sample, versus.key]),
    ];
    last.set(JSON.stringify([scenario, turn, who === NAMELESS ? index : who, ...sides.sort()]), each);
  }
  return [...last.values()];
}

/** Both replies, or the one that is of this run. */
function placesOf(preference: Preference): Place[] {
  const { scenario, turn, versus } = preference;
  return versus.run === undefined ? [preference, { ...versus, scenario, turn }] : [preference];
}

function conversationOf({ model, scenario, sample }: Pick<Place, 'model' | 'scenario' | 'sample'>): string {
  return JSON.stringify([model, scenario, sample]);
}

interface Told extends Pick<ComparedPair, 'model' | 'versus'> {
  scenario: string;
  preferred: Preference['preferred'];
}

/** Two models of one run are named in one order. */
function toldOf(preference: Preference, sideOf: (place: Place) => ComparedSide): Told {
  const { scenario, turn, versus, preferred } = preference;
  const own = sideOf(preference);
  if (versus.run !== undefined) {
    return { scenario, preferred, model: own, versus: { model: versus.model, settings: null, run: versus.run } };
  }
  const other = sideOf({ ...versus, scenario, turn });
  return JSON.stringify(own) <= JSON.stringify(other)
    ? { scenario, preferred, model: own, versus: other }
    : { scenario, preferred: TURNED[preferred], model: other, versus: own };
}

const TURNED = { this: 'other', other: 'this', tie: 'tie', 'both-bad': 'both-bad' } as const;

function comparedPairs(told: readonly Told[]): ComparedPair[] {
  const groups = groupBy(told, ({ model, versus }) => JSON.stringify([model, versus]));
  const pairs = [...groups.values()].flatMap(comparedPair).sort((a, b) => b.won.n - a.won.n);
  const tested = pairs.flatMap(({ pValue }) => pValue ?? []);
  const adjusted = holm(tested);
  return pairs.map((pair) => ({ ...pair, pValue: pair.pValue === null ? null : (adjusted.shift() ?? null) }));
}

const CONFIDENCE = 0.95;
const SEED = 1;

function comparedPair(told: readonly Told[]): ComparedPair[] {
  const [first] = told;
  if (!first) return [];
  const count = (all: readonly Told[], wanted: Preference['preferred']): number =>
    all.filter(({ preferred }) => preferred === wanted).length;
  const clusters = [...groupBy(told, ({ scenario }) => scenario).values()]
    .map((own) => ({ wins: count(own, 'this'), losses: count(own, 'other') }))
    .filter(({ wins, losses }) => wins + losses > 0);
  const { proportion, low, high, trials } = clusteredProportionInterval(
    clusters.map(({ wins, losses }) => ({ events: wins, trials: wins + losses })),
    CONFIDENCE,
  );
  const { pValue, leastPValue } = signFlipTest(
    clusters.map(({ wins, losses }) => wins - losses),
    { random: pcg32(SEED) },
  );
  return [
    {
      ...{ model: first.model, versus: first.versus },
      ...{ wins: count(told, 'this'), losses: count(told, 'other') },
      ...{ ties: count(told, 'tie'), bothBad: count(told, 'both-bad') },
      scenarios: clusters.length,
      won: { n: trials, value: proportion, low, high },
      pValue: leastPValue > 1 - CONFIDENCE ? null : pValue,
    },
  ];
}
