// Where in a journal the lines of each conversation are, updated line by line. Start at `conversationPlaces`.
import type { UnreadTurn } from './read-journal.ts';
import type { JournalLine } from './records.ts';

/** In bytes: where a line begins, and the byte after its newline. */
interface Place {
  start: number;
  end: number;
}

export interface ConversationPlaces {
  key: string;
  model: string;
  scenario: string;
  /** 1-based. */
  sample: number;
  /** How many of the places are turns. */
  turns: number;
  places: Place[];
}

export interface PlacesIndex {
  add(line: JournalLine | UnreadTurn, place: Place): void;
  /** In the order in which they started: the last of several attempts. */
  all(): Iterable<ConversationPlaces>;
  size(): number;
}

/** Memory: a few numbers for each line. */
export function conversationPlaces(): PlacesIndex {
  const conversations = new Map<string, ConversationPlaces>();
  /** Most lines belong to the conversation of the line before. */
  let last: ConversationPlaces | undefined;
  return {
    add(line, place) {
      if (line.type === 'retry') return;
      const { model, key, scenario, sample } = line;
      if (line.type !== 'attempt' && last?.key === key && last.model === model) {
        grow(last, line, place);
        return;
      }
      const name = `${model} ${key}`;
      if (line.type === 'attempt') {
        conversations.delete(`${model} ${line.replaces}`);
        last = { key, model, scenario, sample, turns: 0, places: [] };
        conversations.set(name, last);
        return;
      }
      last = conversations.get(name) ?? { key, model, scenario, sample, turns: 0, places: [] };
      conversations.set(name, last);
      grow(last, line, place);
    },
    all: () => conversations.values(),
    size: () => conversations.size,
  };
}

function grow(conversation: ConversationPlaces, { type }: JournalLine | UnreadTurn, place: Place): void {
  conversation.places.push(place);
  if (type === 'turn' || type === 'unread-turn') conversation.turns++;
}
