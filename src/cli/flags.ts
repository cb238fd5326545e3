// Typed tables of command line flags: an option without a flag does not compile. Loads nothing but commander.
import { type Command, Option } from 'commander';
import { UserError } from '../core/errors.ts';
import { joinTexts, type Label, say, Text, type Words } from '../words/text.ts';

export interface Flag<Value> {
  /** As commander writes it: `--seed <n>`, `--resume [run]`, `--json`. */
  flag: string;
  help: Label;
  /** The value when the flag is not given. */
  fallback: Value;
  /** The fallback in words, where the value itself does not say it. */
  fallbackHelp?: Label | Text;
  /** Text → value; called each time the flag is given, with its previous result. Left out: the flag takes no value. */
  parse?: (text: string, before: Value | undefined) => Value;
  choices?: readonly string[];
  isRequired?: boolean;
}

export type Flags<Options> = { [Name in keyof Options]-?: Flag<Options[Name]> };

/** A flag of any type: what all rows of a table have in common. */
export type AnyFlag = Pick<Flag<unknown>, 'flag' | 'help' | 'fallback' | 'fallbackHelp' | 'choices' | 'isRequired'>;

export function addFlags<Options>(command: Command, flags: Flags<Options>, words: Words): Command {
  for (const row of rowsOf(flags)) {
    const { flag, parse, choices, isRequired } = row;
    const option = new Option(flag, describeFlag(row).in(words));
    // An optional value that is left out becomes an empty one.
    if (flag.includes('[')) option.preset('');
    if (isRequired) option.makeOptionMandatory();
    if (parse) {
      option.argParser((text: string, before: unknown) => {
        if (choices && !choices.includes(text)) {
          const allowed = say('allowed: {choices}', { choices: joinTexts(', ', choices) });
          throw wrongValue(flag, text, allowed, command);
        }
        try {
          // Commander passes back what this parser returned, without its type: hence the cast.
          return parse(text, before as never);
        } catch (error) {
          if (!(error instanceof InvalidValue)) throw error;
          throw wrongValue(flag, text, error.text, command);
        }
      });
    }
    command.addOption(option);
  }
  return command.exitOverride();
}

/** What a parser throws at a value that its flag does not take. */
export class InvalidValue extends Error {
  override readonly name = 'InvalidValue';
  readonly text: Text;

  constructor(text: Text) {
    super(String(text));
    this.text = text;
  }
}

function wrongValue(flag: string, value: string, problem: Text, command: Command): UserError {
  return new UserError(say("option '{flag}' argument '{value}' is invalid. {problem}", { flag, value, problem }), {
    remedy: seeHelp(command),
  });
}

/** Where the options of a command are explained. */
export function seeHelp(command: Command): Text {
  return say('See {command} --help.', { command: ['hitogara', ...wordsOf(command)].join(' ') });
}

/** A command's name, without the program's. */
export function wordsOf(command: Command): string[] {
  return command.parent ? [...wordsOf(command.parent), command.name()] : [];
}

/** The help of a flag with its choices and its default, as `--help` and the documentation have it. */
export function describeFlag(row: AnyFlag): Text {
  const help = say(row.help);
  const details: (Text | string)[] = [row.choices?.join(', '), describeFallback(row)].filter(
    (detail) => detail !== undefined,
  );
  if (row.isRequired) details.push(say('required'));
  return details.length === 0 ? help : say('{help} ({details})', { help, details: joinTexts('; ', details) });
}

/** "null", "false" and "[]" are not defaults that a person wants to read. */
function describeFallback({ fallback, fallbackHelp, isRequired }: AnyFlag): Text | undefined {
  if (isRequired) return undefined;
  if (fallbackHelp !== undefined) {
    return say('default: {value}', { value: fallbackHelp instanceof Text ? fallbackHelp : say(fallbackHelp) });
  }
  if (typeof fallback === 'number' || (typeof fallback === 'string' && fallback !== '')) {
    return say('default: {value}', { value: fallback });
  }
  return Array.isArray(fallback) && fallback.length > 0
    ? say('default: {value}', { value: fallback.join(', ') })
    : undefined;
}

/** What commander parsed, under the table's names. Commander stores by its own spelling of each flag. */
export function readFlags<Options>(command: Command, flags: Flags<Options>): Options {
  const parsed = command.opts();
  // Each value came from the parser or the fallback of the row with that name: hence the casts.
  const rows = Object.entries(flags) as [string, AnyFlag][];
  return Object.fromEntries(
    rows.map(([name, { flag, fallback }]) => [name, parsed[new Option(flag).attributeName()] ?? fallback]),
  ) as Options;
}

/** The names of the flags that were typed. */
export function givenFlags<Options>(command: Command, flags: Flags<Options>): Set<keyof Options> {
  return new Set(
    namesOf(flags).filter(
      (name) => command.getOptionValueSource(new Option(flags[name].flag).attributeName()) === 'cli',
    ),
  );
}

/** The options that a table has; with `given`, only those that were typed. */
export function optionsOf<Options>(options: Options, flags: Flags<Options>): Options;
export function optionsOf<Options>(
  options: Options,
  flags: Flags<Options>,
  given: ReadonlySet<PropertyKey>,
): Partial<Options>;
export function optionsOf<Options>(
  options: Options,
  flags: Flags<Options>,
  given?: ReadonlySet<PropertyKey>,
): Partial<Options> {
  const picked: Partial<Options> = {};
  for (const name of namesOf(flags)) if (given?.has(name) ?? true) picked[name] = options[name];
  return picked;
}

/** `Object.keys` forgets that these are the table's names: hence the cast. */
function namesOf<Options>(flags: Flags<Options>): (keyof Options)[] {
  return Object.keys(flags) as (keyof Options)[];
}

function rowsOf<Options>(flags: Flags<Options>): Flag<never>[] {
  return Object.values(flags);
}

export const text = (value: string): string => value;

export const list = (value: string, before: readonly string[] = []): string[] => [...before, value];

/** A parser for a flag with choices: any other value was refused before it gets here. */
export function oneOf<const Choice extends string>(
  choices: readonly [Choice, ...Choice[]],
): {
  choices: readonly Choice[];
  parse: (text: string) => Choice;
} {
  return { choices, parse: (value) => choices.find((choice) => choice === value) ?? choices[0] };
}

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
      throw new InvalidValue(wholeNumber(from, to));
    }
    return number;
  };
}

function wholeNumber(from: number, to: number): Text {
  if (to < Number.MAX_SAFE_INTEGER) return say('expected a whole number from {from} to {to}', { from, to });
  return from > Number.MIN_SAFE_INTEGER
    ? say('expected a whole number from {from}', { from })
    : say('expected a whole number');
}
