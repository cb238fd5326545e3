// A scenario as a character card, version 3. Start at `cardOfScenario`.
import { say, type Text } from '../../words/text.ts';
import { cardIn, dataOf } from './card.ts';
import type { CardLoreEntry } from './lorebook-of-card.ts';
import { scenarioOfCard } from './scenario-of-card.ts';

/** What of a scenario a card has a place for. */
export interface ScenarioForCard {
  persona: {
    name: string;
    user: string;
    instruction: string;
    lorebook: readonly (Required<Pick<CardLoreEntry, 'keys' | 'with' | 'content' | 'messages'>> & {
      caseSensitive: boolean;
      place: 'before' | 'after';
    })[];
  };
  greeting?: string | undefined;
  /** The card that it was made of, as JSON. */
  card?: string | undefined;
}

export interface CardMade {
  card: Readonly<Record<string, unknown>>;
  /** Whether it is the card that the scenario was made of, with all that only other programs know. */
  isOriginal: boolean;
  notes: Text[];
}

/**
 * Names stay written out: a card says {{user}} for whoever talks to it, but a name may be a part of any word.
 * @param file for messages
 */
export function cardOfScenario(scenario: ScenarioForCard, file: string): CardMade {
  const original = scenario.card === undefined ? null : cardIn(JSON.parse(scenario.card), file);
  if (original && isAsImported(scenario, original)) {
    return { card: asThird(original.written), isOriginal: true, notes: [] };
  }
  const { persona, greeting = '' } = scenario;
  const { data: keptData = {}, ...kept } = original ? asThird(original.written) : {};
  const { character_book: _, ...others } = keptData;
  const data = {
    ...EMPTY,
    ...others,
    name: persona.name,
    // Other programs put it where the persona of a scenario stands: in front of everything.
    ...{
      nickname: '',
      description: '',
      personality: '',
      scenario: '',
      mes_example: '',
      system_prompt: persona.instruction,
    },
    ...{ first_mes: greeting, post_history_instructions: '', alternate_greetings: [] },
    ...(persona.lorebook.length > 0 && { character_book: bookOf(persona.lorebook) }),
  };
  const changed = original
    ? [say('the scenario differs from the card that it was made from: the instruction is in system_prompt')]
    : [];
  return { card: { ...kept, ...VERSION, data }, isOriginal: false, notes: changed };
}

const VERSION = { spec: 'chara_card_v3', spec_version: '3.0' };

/** What version 3 requires. */
const EMPTY = {
  ...{ creator_notes: '', tags: [], creator: '', character_version: '', extensions: {}, group_only_greetings: [] },
};

interface ThirdCard extends Readonly<Record<string, unknown>> {
  data?: Readonly<Record<string, unknown>>;
}

/** An older card with what version 3 requires besides; nothing is taken away. */
function asThird(written: Readonly<Record<string, unknown>>): ThirdCard {
  const inner = dataOf(written);
  const isWrapped = inner !== written;
  const { data: _, ...outer } = written;
  const data: Record<string, unknown> = { ...EMPTY, ...inner };
  for (const field of FIRST_FIELDS) data[field] ??= field === 'alternate_greetings' ? [] : '';
  return { ...(isWrapped && outer), ...VERSION, data };
}

const FIRST_FIELDS = [
  ...['name', 'description', 'personality', 'scenario', 'first_mes', 'mes_example'],
  ...['system_prompt', 'post_history_instructions', 'alternate_greetings'],
];

/** Whether an import of the card would give this scenario, with one of its greetings. */
function isAsImported({ persona, greeting }: ScenarioForCard, card: ReturnType<typeof cardIn>): boolean {
  const { scenario, greetings } = scenarioOfCard(card, {
    fallbackName: persona.name,
    user: persona.user,
    greeting: 1,
  });
  const { name, instruction, lorebook = [] } = scenario.persona;
  const own = persona.lorebook.map(({ keys, content }) => ({ keys, content }));
  const imported = lorebook.map(({ keys, content }) => ({ keys, content }));
  const hasGreeting = greeting === undefined ? greetings.length === 0 : greetings.includes(greeting);
  const isSame = name === persona.name && instruction === persona.instruction && hasGreeting;
  return isSame && JSON.stringify(own) === JSON.stringify(imported);
}

function bookOf(lorebook: ScenarioForCard['persona']['lorebook']): Record<string, unknown> {
  return {
    extensions: {},
    entries: lorebook.map((entry, index) => ({
      keys: entry.keys,
      ...(entry.with.length > 0 && { selective: true, secondary_keys: entry.with }),
      content: `@@scan_depth ${entry.messages}\n${entry.content}`,
      ...{ extensions: {}, enabled: true, insertion_order: index, use_regex: false, constant: false },
      case_sensitive: entry.caseSensitive,
      position: entry.place === 'before' ? 'before_char' : 'after_char',
    })),
  };
}
