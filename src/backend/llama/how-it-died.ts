// How a model process ended, for people: by a signal, by an exit code, or by what Windows has in place of signals. Start at `howItDied`.
import { joinTexts, type Label, say, Text } from '../../words/text.ts';
import { reasonOfDeath } from './reason-of-death.ts';

interface End {
  code: number | null;
  signal: NodeJS.Signals | null;
  /** The end of what it has written to stderr. */
  log: string;
}

const LACKS_INSTRUCTION: Label =
  'this CPU lacks an instruction that this build of llama.cpp uses; use --engine prebuilt, or build it here with npm run build:openmp';
const RUNTIME: Label =
  'a DLL is missing; install the latest Microsoft Visual C++ Redistributable (https://learn.microsoft.com/cpp/windows/latest-supported-vc-redist)';
const NO_MEMORY: Label = 'the machine has no memory left; close other programs, or lower --context or --parallel';

/** Where the name of a signal does not say enough. */
const SIGNALS: Partial<Record<NodeJS.Signals, Label>> = {
  SIGILL: LACKS_INSTRUCTION,
  SIGBUS: 'a file that it reads has become shorter, or its disk has failed',
};

/** By the exit code of the process, without its sign. */
const WINDOWS: ReadonlyMap<number, Label> = new Map([
  [0x4000_0015, 'it ended itself after an error'],
  [0x4001_0004, 'it was ended from outside'],
  [0x8000_0003, 'it ended itself after an error'],
  [0xc000_0005, 'access violation; a newer driver or --gpu off may help'],
  [0xc000_0006, 'a file that it reads has become shorter, or its disk has failed'],
  [0xc000_0017, NO_MEMORY],
  [0xc000_001d, LACKS_INSTRUCTION],
  [0xc000_007b, 'a DLL is for another kind of CPU; install the packages for this machine again'],
  [0xc000_0094, 'integer division by zero'],
  [0xc000_00fd, 'stack overflow'],
  [0xc000_012d, NO_MEMORY],
  [0xc000_0135, RUNTIME],
  [0xc000_0139, RUNTIME],
  [0xc000_013a, 'Ctrl-C, or its console was closed'],
  [0xc000_0142, RUNTIME],
  [0xc000_0374, 'heap corruption'],
  [0xc000_0409, 'it ended itself after an error'],
  [0xe06d_7363, 'an exception in C++ that nobody caught'],
]);

/** Nothing that it wrote is the reason. */
const FROM_OUTSIDE: readonly unknown[] = ['SIGKILL', 'SIGTERM', 0x4001_0004, 0xc000_013a];

export function howItDied({ code, signal, log }: End): Text {
  // Node gives a code of Windows with its sign or without.
  const number = code === null ? null : code >>> 0;
  const label = signal ? SIGNALS[signal] : WINDOWS.get(number ?? 0);
  const reason = FROM_OUTSIDE.includes(signal ?? number) ? undefined : reasonOfDeath(log);
  const told = (name: string): Text => {
    const named = joinTexts(': ', [name, label && say(label)]);
    return reason === undefined ? named : new Text((words) => `${named.in(words)} (${reason})`);
  };
  return signal
    ? say('the model process was killed by {how}', { how: told(signal) })
    : say('the model process exited with code {how}', { how: told(codeText(number)) });
}

/** Larger ones are not chosen by programs. */
const LARGEST_OWN = 0xffff;

function codeText(code: number | null): string {
  // As Microsoft writes them.
  return code !== null && code > LARGEST_OWN ? `0x${code.toString(16).toUpperCase()}` : String(code);
}
