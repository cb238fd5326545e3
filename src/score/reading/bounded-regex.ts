import vm from 'node:vm';

/** A match on a reply takes well under a millisecond, unless the expression backtracks without end. */
const LONGEST_MS = 100;

/** One context for all: to make one takes longer than to match. */
let context: vm.Context | undefined;
const script = new vm.Script('new RegExp(regex, flags).test(text)');

/**
 * Whether a regular expression matches, in bounded time: V8 interrupts a match when the time of a script is up.
 * @throws Error when the time is up, or when the expression is not valid with these flags
 */
export function matchesWithin(text: string, { regex, flags }: { regex: string; flags: string }): boolean {
  context ??= vm.createContext({});
  Object.assign(context, { regex, flags, text });
  try {
    return script.runInContext(context, { timeout: LONGEST_MS }) === true;
  } catch (cause) {
    const isTimeout =
      typeof cause === 'object' && cause !== null && 'code' in cause && cause.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT';
    const fault = isTimeout ? `did not end within ${LONGEST_MS} ms` : 'is not valid';
    throw new Error(`the regular expression /${regex}/ ${fault}`, { cause });
  }
}
