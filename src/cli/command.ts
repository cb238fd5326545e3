// What a command is: its name, its flags, and the code it runs, which is loaded only then. Start at `defineCommand`.
import type { Command } from 'commander';
import { type Label, say, type Words } from '../words/text.ts';
import { type AnyFlag, addFlags, type Flags, givenFlags, readFlags } from './flags.ts';
import type { Host } from './host.ts';
import { outputFlags } from './output-flag.ts';

export interface Call<Options> {
  options: Options;
  /** Flags that were typed, as opposed to filled in with defaults. */
  given: ReadonlySet<PropertyKey>;
  arguments: readonly string[];
  /** All that was typed, for the record. */
  argv: readonly string[];
  host: Host;
}

interface Argument {
  /** As commander writes it: `<model>`, `[scenario...]`. */
  name: string;
  help: Label;
}

interface Definition<Options> {
  /** For example `models list`. */
  name: string;
  /** What it does, in a few words without a full stop. Left out for a command of one word: the table of commands has it. */
  summary?: Label;
  arguments?: readonly Argument[];
  flags: Flags<Options>;
  /** What it prints to stdout is worth a file. */
  hasOutput?: boolean;
  /** Without the program's own name. */
  examples?: readonly string[];
  /** @returns the exit code */
  run(call: Call<Options>): Promise<number>;
}

/** A command with the type of its options erased. */
export interface CommandEntry {
  name: string;
  summary: Label | undefined;
  arguments: readonly Argument[];
  flags: readonly AnyFlag[];
  examples: readonly string[];
  /** Sets up commander's command: its arguments, flags and action. */
  attach(
    command: Command,
    words: Words,
    start: (run: (host: Host, argv: readonly string[]) => Promise<number>) => Promise<void>,
  ): void;
}

export function defineCommand<Options>(definition: Definition<Options>): CommandEntry {
  const { name, summary, arguments: operands = [], flags, hasOutput = false, examples = [], run } = definition;
  return {
    name,
    summary,
    arguments: operands,
    flags: [...Object.values<AnyFlag>(flags), ...(hasOutput ? [outputFlags.output] : [])],
    examples,
    attach(command, words, start) {
      for (const { name: operand, help } of operands) command.argument(operand, say(help).in(words));
      addFlags(command, flags, words);
      if (hasOutput) addFlags(command, outputFlags, words);
      command.action(() =>
        start(async (host, argv) => {
          const options = readFlags(command, flags);
          const call = { options, given: givenFlags(command, flags), arguments: command.args, argv };
          const { output } = hasOutput ? readFlags(command, outputFlags) : { output: null };
          if (output === null) return run({ ...call, host });
          const { intoFile } = await import('./into-file.ts');
          return intoFile(output, host, (writing) => run({ ...call, host: writing }));
        }),
      );
    },
  };
}
