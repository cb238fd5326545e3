import vm from 'node:vm';
import { say } from '../words/text.ts';
import { UserError } from './errors.ts';

/** A match takes well under a millisecond, unless the expression backtracks without end; a busy machine may pause us for much longer. */
const LONGEST_MS = 1_000;
/** An expression that did not end on so many replies is not tried again: a run of thousands must not take hours. */
const MOST_TIMEOUTS = 3;
const timeouts = new Map<string, number>();

/** One context for all: to make one takes longer than to match. */
let context: vm.Context | undefined;
const script = new vm.Script('new RegExp(regex, flags).test(text)');

/**
 * Whether a regular expression matches, in bounded time: V8 interrupts a match when the time of a script is up.
 * @throws UserError when the time is up, or when the expression is not valid with these flags
 */
export function matchesWithin(text: string, { regex, flags }: { regex: string; flags: string }): boolean {
  const name = `/${regex}/${flags}`;
  const known = timeouts.get(name) ?? 0;
  if (known >= MOST_TIMEOUTS) throw endless(regex, known);
  context ??= vm.createContext({});
  Object.assign(context, { regex, flags, text });
  try {
    return script.runInContext(context, { timeout: LONGEST_MS }) === true;
  } catch (cause) {
    if (!isTimeout(cause)) throw invalid(regex, cause);
    timeouts.set(name, known + 1);
    throw endless(regex, known + 1, cause);
  }
}

function isTimeout(cause: unknown): boolean {
  return (
    typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  );
}

/** @param n how often it has not ended so far */
function endless(regex: string, n: number, cause?: unknown): UserError {
  const values = { regex, ms: LONGEST_MS, n };
  return new UserError(
    n < MOST_TIMEOUTS
      ? say(
          'the regular expression /{regex}/ did not end within {ms} ms; avoid a repetition inside a repetition, such as (a+)+',
          values,
        )
      : say(
          'the regular expression /{regex}/ did not end within {ms} ms, {n} times, and is not tried any more; avoid a repetition inside a repetition, such as (a+)+',
          values,
        ),
    { cause },
  );
}

/** V8's error is of another context, so that it is no `Error` of this one. */
function invalid(regex: string, cause: unknown): UserError {
  const said =
    typeof cause === 'object' && cause !== null && 'message' in cause ? String(cause.message) : String(cause);
  const reason = said.replace(/^Invalid regular expression: \/.*\/[a-z]*: /s, '');
  return new UserError(say('the regular expression /{regex}/ is not valid: {reason}', { regex, reason }), { cause });
}
