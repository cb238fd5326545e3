// Which tokens the KV cache of each sequence holds, and how it comes to hold the beginning of a prompt. Start at `openSequences`.
import type { Context } from './llama-cpp/context.ts';

export interface Sequence {
  readonly index: number;
  /** In order, as they were evaluated. */
  readonly held: readonly number[];
  /**
   * Keeps the longest beginning that `tokens` has in common with what is held, and forgets the rest. At least the last token is left to be
   * evaluated, because its logits are wanted.
   *
   * @returns how many are kept: fewer, or none, where the model cannot forget a part
   */
  keep(tokens: readonly number[]): number;
  /** Puts the next token into the next batch. @returns its place there */
  add(token: number, wantsRow: boolean): number;
  clear(): void;
  /**
   * How many tokens at the beginning were evaluated in batches that end there. Another sequence that takes these over has the same numbers as
   * if it had evaluated them itself.
   */
  sharedTokens: number;
  /** Takes over another sequence's shared tokens. */
  takeShared(from: Sequence): void;
}

/** @param window of sliding attention, in tokens; 0: there is none */
export function openSequences(context: Context, window: number): Sequence[] {
  return Array.from({ length: context.settings.sequences }, (_, index) => openSequence(context, index, window));
}

function openSequence(context: Context, index: number, window: number): Sequence {
  let held: number[] = [];
  let sharedTokens = 0;
  const cut = (count: number): void => {
    held.length = count;
    sharedTokens = count < sharedTokens ? 0 : sharedTokens;
  };
  const clear = (): void => {
    context.forget(index, 0);
    held = [];
    sharedTokens = 0;
  };
  /** What a window has lost, or a recurrent state has never had one by one, cannot be gone back to. */
  const cutTo = (count: number): boolean =>
    context.firstPosition(index) <= Math.max(0, count - window) && context.forget(index, count);
  return {
    index,
    get held() {
      return held;
    },
    keep(tokens) {
      const count = Math.min(commonLength(held, tokens), tokens.length - 1);
      if (count === held.length) return count;
      if (count > 0 && cutTo(count)) cut(count);
      else clear();
      return held.length;
    },
    add(token, wantsRow) {
      const place = context.add(token, held.length, index, wantsRow);
      held.push(token);
      return place;
    },
    clear,
    get sharedTokens() {
      return sharedTokens;
    },
    set sharedTokens(count) {
      sharedTokens = count;
    },
    takeShared(from) {
      context.copy(from.index, index);
      held = from.held.slice();
      sharedTokens = from.sharedTokens;
      if (sharedTokens === held.length || cutTo(sharedTokens)) cut(sharedTokens);
      else clear();
    },
  };
}

/** Nothing that is held is equal to it: kept is what stands before it. */
export const NO_TOKEN = -1;

export function commonLength(a: readonly number[], b: readonly number[]): number {
  const most = Math.min(a.length, b.length);
  for (let index = 0; index < most; index++) if (a[index] !== b[index]) return index;
  return most;
}
