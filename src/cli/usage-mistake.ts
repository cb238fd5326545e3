// What was typed that no command understands, in our own words. Start at `usageMistake` and `optionsKeptByNpm`.
import type { Command, CommanderError } from 'commander';
import { UserError } from '../core/errors.ts';
import { SAMPLING_FIELDS, type SamplingField } from '../core/sampling.ts';
import { samplingFieldOf } from '../core/sampling-names.ts';
import { shellWord } from '../core/shell-word.ts';
import { didYouMean, nearestNames } from '../core/suggest.ts';
import type { Environment } from '../core/world.ts';
import { joinTexts, say, type Text } from '../words/text.ts';
import { seeHelp, wordsOf } from './flags.ts';

/** @param argv without the program's own name */
export function usageMistake(error: CommanderError, argv: readonly string[], program: Command): UserError {
  const command = commandOf(argv, program);
  const help = seeHelp(command);
  const [, quoted = ''] = /'([^']*)'/.exec(error.message) ?? [];
  const known = command.options.flatMap(({ long }) => long ?? []);
  switch (error.code) {
    case 'commander.unknownOption':
      return unknownOption(quoted.split('=')[0] ?? '', known, help);
    case 'commander.unknownCommand': {
      const name = JSON.stringify([...wordsOf(command), quoted].join(' '));
      const commands = command.commands.map((each) => each.name());
      return new UserError(say('unknown command {name}', { name }), {
        remedy: joinTexts(' ', [didYouMean(quoted, commands), help]),
      });
    }
    case 'commander.excessArguments': {
      const most = command.registeredArguments.length;
      const words = command.args.slice(most).map((word) => JSON.stringify(word));
      const model = known.includes('--model') ? say('A model is named with --model.') : null;
      return new UserError(
        say('{command} does not understand {words}', { command: wordsOf(command).join(' '), words: words.join(' ') }),
        { remedy: joinTexts(' ', [model, help]) },
      );
    }
    case 'commander.optionMissingArgument':
      return new UserError(say("option '{flag}' argument missing", { flag: quoted }), { remedy: help });
    case 'commander.missingArgument':
      return new UserError(say("missing required argument '{name}'", { name: quoted }), { remedy: help });
    case 'commander.missingMandatoryOptionValue':
      return new UserError(say("required option '{flag}' not specified", { flag: quoted }), { remedy: help });
    default:
      return new UserError(error.message.replace(/^error: /, ''), { remedy: help });
  }
}

function unknownOption(flag: string, known: readonly string[], help: Text): UserError {
  const field = samplingFieldOf(flag) ?? mistypedSetting(flag, known);
  if (field && known.includes('--set')) {
    return new UserError(say('unknown option {flag}: a sampling setting is given with --set', { flag }), {
      remedy: joinTexts(' ', [say('For example: --set {field}=…', { field }), help]),
    });
  }
  return new UserError(say('unknown option {flag}', { flag }), {
    remedy: joinTexts(' ', [didYouMean(flag, known), help]),
  });
}

/** The setting that is nearer to what was typed than any option is. */
function mistypedSetting(flag: string, known: readonly string[]): SamplingField | undefined {
  const [nearest] = nearestNames(
    flag.replace(/^-+/, ''),
    [...SAMPLING_FIELDS, ...known.map((each) => each.slice(2))],
    1,
  );
  return SAMPLING_FIELDS.find((field) => field === nearest);
}

/** npm's own settings, which may be in anybody's `.npmrc`. */
const SETTINGS_OF_NPM = ['all', 'force', 'json', 'tag', 'version', 'yes'];

/**
 * `npm run eval --model X` gives `--model` to npm: options for the script come after `--`.
 * @returns the mistake, if npm started this program and has kept options that its command has
 */
export function optionsKeptByNpm(
  argv: readonly string[],
  program: Command,
  environment: Environment,
): UserError | undefined {
  const script = environment.npm_lifecycle_event;
  if (script === undefined || script !== argv[0]) return undefined;
  const kept = commandOf(argv, program).options.flatMap(({ long, required, optional }) => {
    if (!long || SETTINGS_OF_NPM.includes(long.slice(2))) return [];
    const value = environment[`npm_config_${long.slice(2).replaceAll('-', '_')}`];
    const isTyped = argv.some((word) => word === long || word.startsWith(`${long}=`));
    return value === undefined || isTyped ? [] : [{ long, value, takesValue: required || optional }];
  });
  if (kept.length === 0) return undefined;
  return new UserError(say('npm has kept {options} for itself', { options: kept.map(({ long }) => long).join(', ') }), {
    remedy: say('Options follow two hyphens: {command}', {
      command: `npm run ${script} -- ${typedAgain(argv.slice(1), kept).join(' ')}`,
    }),
  });
}

interface KeptOption {
  long: string;
  /** `true` where npm took the option to have none. */
  value: string;
  takesValue: boolean;
}

/**
 * What should have been typed. npm takes an option of ours to have no value, and passes the value on as a word of its own; which word
 * belongs to which of several options is not known.
 */
function typedAgain(words: readonly string[], kept: readonly KeptOption[]): string[] {
  const bare = kept.filter(({ value, takesValue }) => takesValue && (value === 'true' || value === ''));
  const isSure = bare.length <= 1 && words.length <= bare.length;
  const options = kept.flatMap(({ long, value, takesValue }) => {
    if (!takesValue) return [long];
    if (value !== 'true' && value !== '') return [long, shellWord(value)];
    return [long, isSure ? shellWord(words[0] ?? '…') : '…'];
  });
  return isSure && bare.length === 1 ? options : [...(bare.length > 0 ? [] : words.map(shellWord)), ...options];
}

/** The command that the first words name. */
function commandOf(argv: readonly string[], program: Command): Command {
  let command = program;
  for (const word of argv) {
    const next = command.commands.find((each) => each.name() === word);
    if (!next) break;
    command = next;
  }
  return command;
}
