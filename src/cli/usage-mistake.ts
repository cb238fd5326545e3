// What was typed that no command understands, in our own words. Start at `usageMistake` and `optionsKeptByNpm`.
import type { Command, CommanderError } from 'commander';
import { UserError } from '../core/errors.ts';
import { samplingFieldOf } from '../core/sampling-names.ts';
import { didYouMean } from '../core/suggest.ts';
import type { Environment } from '../core/world.ts';

/** @param argv without the program's own name */
export function usageMistake(error: CommanderError, argv: readonly string[], program: Command): UserError {
  const command = commandOf(argv, program);
  const help = `See ${['hitogara', ...wordsOf(command)].join(' ')} --help.`;
  const [, quoted = ''] = /'([^']*)'/.exec(error.message) ?? [];
  switch (error.code) {
    case 'commander.unknownOption': {
      const [flag = ''] = quoted.split('=');
      const known = command.options.flatMap(({ long }) => long ?? []);
      const field = samplingFieldOf(flag);
      if (field && known.includes('--set')) {
        return new UserError(`unknown option ${flag}: a sampling setting is given with --set`, {
          remedy: `For example: --set ${field}=… ${help}`,
        });
      }
      return new UserError(`unknown option ${flag}`, { remedy: `${didYouMean(flag, known)} ${help}` });
    }
    case 'commander.unknownCommand': {
      const known = command.commands.map((each) => each.name());
      return new UserError(`unknown command ${JSON.stringify([...wordsOf(command), quoted].join(' '))}`, {
        remedy: `${didYouMean(quoted, known)} ${help}`,
      });
    }
    case 'commander.excessArguments': {
      const most = command.registeredArguments.length;
      const extra = command.args.slice(most).map((word) => JSON.stringify(word));
      const model = command.options.some(({ long }) => long === '--model') ? 'A model is named with --model. ' : '';
      return new UserError(`${wordsOf(command).join(' ')} does not understand ${extra.join(' ')}`, {
        remedy: `${model}${help}`,
      });
    }
    default:
      return new UserError(error.message.replace(/^error: /, ''), { remedy: help });
  }
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
  const kept = commandOf(argv, program).options.flatMap(({ long }) => {
    if (!long || SETTINGS_OF_NPM.includes(long.slice(2))) return [];
    const value = environment[`npm_config_${long.slice(2).replaceAll('-', '_')}`];
    const isTyped = argv.some((word) => word === long || word.startsWith(`${long}=`));
    return value === undefined || isTyped ? [] : [{ long, value }];
  });
  if (kept.length === 0) return undefined;
  const words = kept.flatMap(({ long, value }) => [long, ...(value === 'true' || value === '' ? [] : [value])]);
  return new UserError(`npm has kept ${kept.map(({ long }) => long).join(', ')} for itself`, {
    remedy: `Options follow two hyphens: npm run ${script} -- ${[...argv.slice(1), ...words].join(' ')}`,
  });
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

/** Its name, without the program's. */
function wordsOf(command: Command): string[] {
  return command.parent ? [...wordsOf(command.parent), command.name()] : [];
}
