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
const WINDOWS: Readonly<Record<number, Label>> = {
  1073741845: 'it ended itself after an error',
  1073807364: 'it was ended from outside',
  2147483651: 'it ended itself after an error',
  3221225477: 'access violation; a newer driver or --gpu off may help',
  3221225478: 'a file that it reads has become shorter, or its disk has failed',
  3221225495: NO_MEMORY,
  3221225501: LACKS_INSTRUCTION,
  3221225595: 'a DLL is for another kind of CPU; install the packages for this machine again',
  3221225620: 'integer division by zero',
  3221225725: 'stack overflow',
  3221225773: NO_MEMORY,
  3221225781: RUNTIME,
  3221225785: RUNTIME,
  3221225786: 'Ctrl-C, or its console was closed',
  3221225794: RUNTIME,
  3221226356: 'heap corruption',
  3221226505: 'it ended itself after an error',
  3765269347: 'an exception in C++ that nobody caught',
};

/** Nothing that it wrote is the reason. */
const FROM_OUTSIDE: readonly unknown[] = ['SIGKILL', 'SIGTERM', 0x4001_0004, 0xc000_013a];

export function howItDied({ code, signal, log }: End): Text {
  // Node gives a code of Windows with its sign or without.
  const number = code === null ? null : code >>> 0;
  const label = signal ? SIGNALS[signal] : WINDOWS[number ?? 0];
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
