// The progress of a run: how much is done, how fast it goes, when it will end. Follows events and prints nothing. Start at `trackProgress`.
import type { RunEvent } from '../run/events.ts';

/** A conversation that is being played. */
interface Playing {
  scenario: string;
  sample: number;
  /** The turn being played, 1-based; 0 before the first. */
  turn: number;
  turns: number;
}

export interface Progress {
  follow(event: RunEvent): void;
  /** Conversations that have ended, those of earlier sessions included. */
  done(): number;
  conversations(): number;
  /** The model that is being loaded or played. */
  model(): { id: string; isLoading: boolean } | null;
  /** In the order in which they started. */
  playing(): readonly Playing[];
  /** All conversations together, over the last few seconds; null: unknown. */
  tokensPerSecond(): number | null;
  /** Milliseconds until the end; null before the first turn has ended. */
  left(): number | null;
}

/** Speed is measured over the last few seconds. */
const WINDOW_SECONDS = 10;

/** @param now milliseconds */
// biome-ignore lint/complexity/noExcessiveLinesPerFunction: one switch over every event.
export function trackProgress(now: () => number): Progress {
  const playing = new Map<string, Playing & { pieces: number }>();
  const size = { conversations: 0, turns: 0 };
  let model: { id: string; isLoading: boolean } | null = null;
  let done = 0;
  /** Turns that no longer need to be played: played, or lost with a failed conversation. */
  let settledTurns = 0;
  let pace = paceOf(now);
  let speed = speedOf(now);

  const follow = (event: RunEvent): void => {
    switch (event.type) {
      case 'run-start':
        size.conversations = event.conversations;
        size.turns = event.turns;
        done = event.finished?.conversations ?? 0;
        settledTurns = event.finished?.turns ?? 0;
        pace = paceOf(now);
        break;
      case 'model-start':
      case 'model-ready':
        model = { id: event.model, isLoading: event.type === 'model-start' };
        playing.clear();
        speed = speedOf(now);
        break;
      case 'conversation-start': {
        const { scenario, sample, key } = event;
        playing.set(key, { scenario: scenario.id, sample, turn: 0, turns: scenario.turns.length, pieces: 0 });
        break;
      }
      case 'turn-start': {
        const conversation = playing.get(event.key);
        if (conversation) playing.set(event.key, { ...conversation, turn: event.turn, pieces: 0 });
        pace.begin();
        break;
      }
      case 'text': {
        const conversation = playing.get(event.key);
        if (conversation) conversation.pieces++;
        speed.piece();
        break;
      }
      case 'turn-end':
        speed.turn(event.record.replyTokens, playing.get(event.record.key)?.pieces ?? 0);
        // A replayed turn takes as long as any other, but was already counted.
        pace.end();
        if (!event.isReplay) settledTurns++;
        break;
      case 'conversation-end': {
        const { key, turns } = event.record;
        const planned = playing.get(key)?.turns ?? size.turns / size.conversations;
        settledTurns += Math.max(0, planned - turns);
        playing.delete(key);
        done++;
        break;
      }
      case 'model-failed':
      case 'run-end':
        model = null;
        playing.clear();
        break;
    }
  };
  return {
    follow,
    done: () => done,
    conversations: () => size.conversations,
    model: () => model,
    playing: () => [...playing.values()],
    tokensPerSecond: () => speed.tokensPerSecond(),
    left: () => pace.left(Math.max(0, size.turns - settledTurns), playing.size),
  };
}

/** How long a turn takes, at the current number of parallel conversations. */
function paceOf(now: () => number) {
  let began: number | null = null;
  let lastEnd = 0;
  let ended = 0;
  return {
    begin() {
      began ??= now();
    },
    end() {
      ended++;
      lastEnd = now();
    },
    left(turns: number, atOnce: number): number | null {
      if (began === null || ended === 0) return null;
      // Of several turns in progress, one is about to end and one has just begun: on average each is half done.
      const underWay = Math.max(0, atOnce - 1) / 2;
      const perTurn = (lastEnd - began) / (ended + underWay);
      // A turn that takes longer than those before it raises the estimate even before it ends.
      const perTurnNow = (now() - began) / (ended + underWay + 1);
      const mean = Math.max(perTurn, perTurnNow);
      return Math.max(0, (turns - underWay) * mean - Math.min(now() - lastEnd, mean));
    },
  };
}

/**
 * Tokens are known only when a turn ends, pieces of text as they arrive: the average number of tokens per piece so far converts the pieces
 * of the last few seconds into tokens.
 */
function speedOf(now: () => number) {
  const seconds: { second: number; pieces: number }[] = [];
  let began: number | null = null;
  const known = { tokens: 0, pieces: 0 };
  return {
    piece() {
      const milliseconds = now();
      began ??= milliseconds;
      const second = Math.floor(milliseconds / 1_000);
      const last = seconds.at(-1);
      if (last?.second === second) last.pieces++;
      else seconds.push({ second, pieces: 1 });
      if (seconds.length > WINDOW_SECONDS + 1) seconds.shift();
    },
    turn(tokens: number | null, pieces: number) {
      if (tokens === null) return;
      known.tokens += tokens;
      known.pieces += pieces;
    },
    tokensPerSecond(): number | null {
      const milliseconds = now();
      const from = Math.floor(milliseconds / 1_000) - WINDOW_SECONDS;
      // The start of the window's first second, or the time of the very first piece.
      const span = (milliseconds - Math.max(began ?? milliseconds, from * 1_000)) / 1_000;
      if (known.pieces === 0 || span < 0.5) return null;
      const pieces = seconds.reduce((sum, each) => sum + (each.second >= from ? each.pieces : 0), 0);
      return (pieces / span) * (known.tokens / known.pieces);
    },
  };
}
