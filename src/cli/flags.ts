// Typed tables of command line flags: an option without a flag does not compile. Loads nothing but commander.
import { type Command, InvalidArgumentError, Option } from 'commander';

interface Flag<Value> {
  /** As commander writes it: `--seed <n>`, `--model <id...>`, `--json`. */
  flag: string;
  help: string;
  /** What holds when the flag is not given. */
  fallback: Value;
  /** Text → value; called once for each time the flag is given. Left out: the flag takes no text. */
  parse?: (text: string, before: Value) => Value;
  choices?: readonly string[];
  isRequired?: boolean;
}

export type Flags<Options> = { [Name in keyof Options]-?: Flag<Options[Name]> };

export function addFlags<Options>(command: Command, flags: Flags<Options>): Command {
  for (const { flag, help, fallback, parse, choices, isRequired } of entriesOf(flags)) {
    const shown = choices ? `${help} (${choices.join(', ')})` : help;
    const option = new Option(flag, shown);
    // An optional value that is left out is empty.
    if (flag.includes('[')) option.preset('');
    if (isRequired) option.makeOptionMandatory();
    else if (isTelling(fallback)) option.default(fallback);
    if (parse) {
      option.argParser((text: string, before: unknown) => {
        if (choices && !choices.includes(text)) throw new InvalidArgumentError(`allowed: ${choices.join(', ')}`);
        // Commander hands back what this parser or the fallback gave, whose type it forgets: hence the cast.
        return parse(text, (before ?? fallback) as never);
      });
    }
    command.addOption(option);
  }
  return command.exitOverride();
}

/** What commander parsed, under the table's names. Commander stores by its own spelling of each flag. */
export function readFlags<Options>(command: Command, flags: Flags<Options>): Options {
  const parsed = command.opts();
  // Each value came from the parser or the fallback of the table's row of that name: hence the casts.
  const rows = Object.entries(flags) as [string, Flag<unknown>][];
  return Object.fromEntries(
    rows.map(([name, { flag, fallback }]) => [name, parsed[new Option(flag).attributeName()] ?? fallback]),
  ) as Options;
}

/** The names of those flags that were typed. */
export function givenFlags<Options>(command: Command, flags: Flags<Options>): Set<keyof Options> {
  // `Object.keys` forgets that these are the table's names: hence the cast.
  const names = Object.keys(flags) as (keyof Options)[];
  return new Set(
    names.filter((name) => command.getOptionValueSource(new Option(flags[name].flag).attributeName()) === 'cli'),
  );
}

function entriesOf<Options>(flags: Flags<Options>): Flag<never>[] {
  return Object.values(flags);
}

/** "null", "false" and "[]" are no defaults that a person wants to read; `readFlags` fills them in. */
function isTelling(fallback: unknown): boolean {
  return typeof fallback === 'string' || typeof fallback === 'number';
}

export const text = (value: string): string => value;

export const list = (value: string, before: readonly string[]): string[] => [...before, value];

export function integer({
  from = Number.MIN_SAFE_INTEGER,
  to = Number.MAX_SAFE_INTEGER,
}: {
  from?: number;
  to?: number;
} = {}) {
  return (value: string): number => {
    const number = Number(value);
    if (!/^-?\d+$/.test(value) || number < from || number > to) {
      throw new InvalidArgumentError(
        `a whole number${from > Number.MIN_SAFE_INTEGER ? ` from ${from}` : ''}${to < Number.MAX_SAFE_INTEGER ? ` to ${to}` : ''} is needed`,
      );
    }
    return number;
  };
}
