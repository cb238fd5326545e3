// Where in a journal the lines of each conversation are, updated line by line. Start at `conversationPlaces`.
import type { UnreadTurn } from './read-journal.ts';
import type { JournalLine } from './records.ts';

export interface ConversationPlaces {
  key: string;
  model: string;
  scenario: string;
  /** 1-based. */
  sample: number;
  /** How many of the places are turns. */
  turns: number;
  places: { start: number; end: number }[];
}

export interface PlacesIndex {
  add(line: JournalLine | UnreadTurn, place: { start: number; end: number }): void;
  /** In the order in which they started: the last of several attempts. */
  all(): Iterable<ConversationPlaces>;
  size(): number;
}

/** Memory: a few numbers for each line. */
export function conversationPlaces(): PlacesIndex {
  const conversations = new Map<string, ConversationPlaces>();
  return {
    add(line, place) {
      if (line.type === 'retry') return;
      const { model, key, scenario, sample } = line;
      const name = `${model} ${key}`;
      if (line.type === 'attempt') {
        conversations.delete(`${model} ${line.replaces}`);
        conversations.set(name, { key, model, scenario, sample, turns: 0, places: [] });
        return;
      }
      const own = conversations.get(name) ?? { key, model, scenario, sample, turns: 0, places: [] };
      conversations.set(name, own);
      own.places.push(place);
      if (line.type === 'turn' || line.type === 'unread-turn') own.turns++;
    },
    all: () => conversations.values(),
    size: () => conversations.size,
  };
}
