// What has come of a reply, put together from its pieces. Start at `gather`.
import type { FinishReason } from '../../core/finish-reason.ts';
import type { Secrets } from '../../core/secrets.ts';
import { say } from '../../words/text.ts';
import { contentClock, type Pace } from './content-clock.ts';
import { NO_REASON } from './finish-reason.ts';
import { type Piece, UNKNOWN_USAGE, type Usage } from './pieces.ts';
import { saidText } from './said-text.ts';

export interface Gathered {
  text: string;
  reasoning: string;
  /** null: the server has not said that the reply is complete. */
  finishReason: FinishReason | null;
  usage: Usage;
  /** null: no content came, or only when the reply was finished. */
  timeToFirstTokenMs: number | null;
  pace: Pace | null;
  /** What the server did that it was not asked for. */
  warnings: string[];
}

export interface GatherOptions {
  /** How many tokens were asked for. */
  maxTokens: number;
  /** Takes the key out of what the server says; null: there is no key. */
  redact: Secrets['redactForeign'] | null;
  onText: ((text: string) => void) | undefined;
}

/** In code units. Hardly any token of any vocabulary is longer, so a reply that goes beyond is that of a server that ignores the limit. */
const LONGEST_TOKEN = 64;
/** Some servers do not count the thinking. */
const UNCOUNTED_THINKING = 256_000;
const LONGEST_REASON = 200;

export function gather({ maxTokens, redact, onText }: GatherOptions, started: number) {
  const most = maxTokens * LONGEST_TOKEN;
  const said = { text: saidText(redact, most), reasoning: saidText(redact, most + UNCOUNTED_THINKING) };
  const show = (text: string): void => {
    if (text !== '') onText?.(text);
  };
  const clock = contentClock(started);
  const warnings = new Set<string>();
  let isDone = false;
  let finishReason: FinishReason | null = null;
  let usage = UNKNOWN_USAGE;
  return {
    isDone: () => isDone,
    /** @returns whether more is wanted */
    take(piece: Piece): boolean {
      switch (piece.type) {
        case 'finish':
          finishReason = decisive(finishReason, withoutKey(piece.finishReason, redact));
          return true;
        case 'usage':
          usage = merged(usage, piece.usage);
          return true;
        case 'unstreamed':
          clock.ignore();
          return true;
        case 'done':
          isDone = true;
          return true;
        case 'late':
          warnings.add(String(say('the server sent more after the end of the reply; it was left out')));
          return !isDone;
        default:
          clock.content(piece.text.length);
          {
            const shown = said[piece.type].add(piece.text);
            if (piece.type === 'text') show(shown);
          }
          if (!said[piece.type].isFull()) return true;
          warnings.add(beyondLimit(maxTokens));
          finishReason = { unified: 'length', raw: `longer than ${maxTokens} tokens can be` };
          return false;
      }
    },
    end(): Gathered {
      show(said.text.end());
      said.reasoning.end();
      const [text, reasoning] = [said.text.all(), said.reasoning.all()];
      if (isDone && text + reasoning !== '') finishReason ??= NO_REASON;
      const timeToFirstTokenMs = clock.timeToFirstMs();
      return { text, reasoning, finishReason, usage, timeToFirstTokenMs, pace: clock.pace(), warnings: [...warnings] };
    },
  };
}

function beyondLimit(tokens: number): string {
  return String(say('the server went on far beyond the limit of {tokens} tokens; the reply was cut off', { tokens }));
}

function withoutKey({ unified, raw }: FinishReason, redact: Secrets['redactForeign'] | null): FinishReason {
  return { unified, raw: (redact?.(raw, 'error') ?? raw).slice(0, LONGEST_REASON) };
}

/** A refusal ends with `stop` like any other text; other reasons are kept. */
function decisive(before: FinishReason | null, now: FinishReason): FinishReason {
  return before === null || before.unified === 'stop' ? now : before;
}

/** Later figures win; those that are not sent again are kept. */
function merged(before: Usage, now: Usage): Usage {
  return {
    promptTokens: now.promptTokens ?? before.promptTokens,
    cachedTokens: now.cachedTokens ?? before.cachedTokens,
    replyTokens: now.replyTokens ?? before.replyTokens,
    reasoningTokens: now.reasoningTokens ?? before.reasoningTokens,
  };
}
