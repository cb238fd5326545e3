import vm from 'node:vm';

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
 * @throws Error when the time is up, or when the expression is not valid with these flags
 */
export function matchesWithin(text: string, { regex, flags }: { regex: string; flags: string }): boolean {
  const name = `/${regex}/${flags}`;
  const known = timeouts.get(name) ?? 0;
  if (known >= MOST_TIMEOUTS) throw endless(regex);
  context ??= vm.createContext({});
  Object.assign(context, { regex, flags, text });
  try {
    return script.runInContext(context, { timeout: LONGEST_MS }) === true;
  } catch (cause) {
    const isTimeout =
      typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    if (!isTimeout) throw new Error(`the regular expression /${regex}/ is not valid`, { cause });
    timeouts.set(name, known + 1);
    throw endless(regex, cause);
  }
}

function endless(regex: string, cause?: unknown): Error {
  return new Error(`the regular expression /${regex}/ did not end within ${LONGEST_MS} ms`, { cause });
}
