// Where in a journal the lines of each conversation are, updated line by line. Start at `conversationPlaces`.
import type { SkimmedLine } from './read-journal.ts';
import { conversationName } from './turn-order.ts';

/** In bytes: where a line begins, and the byte after its newline. */
interface Place {
  start: number;
  end: number;
  isTurn?: true;
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
  add(line: SkimmedLine, place: Pick<Place, 'start' | 'end'>): void;
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
      const name = conversationName(line);
      if (line.type === 'attempt') {
        const replaced = conversationName({ model, key: line.replaces });
        const kept = turnsOf(conversations.get(replaced)).slice(0, line.keeps ?? 0);
        conversations.delete(replaced);
        last = { key, model, scenario, sample, turns: kept.length, places: kept };
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

function turnsOf(conversation: ConversationPlaces | undefined): Place[] {
  return conversation?.places.filter(({ isTurn }) => isTurn) ?? [];
}

function grow(conversation: ConversationPlaces, { type }: SkimmedLine, { start, end }: Place): void {
  if (type !== 'unread-turn') {
    conversation.places.push({ start, end });
    return;
  }
  conversation.places.push({ start, end, isTurn: true });
  conversation.turns++;
}
