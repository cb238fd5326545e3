// What was typed that no command understands, in our own words. Start at `usageMistake`.
import type { Command, CommanderError } from 'commander';
import { UserError } from '../core/errors.ts';
import { SAMPLING_FIELDS, type SamplingField } from '../core/sampling.ts';
import { samplingFieldOf } from '../core/sampling-names.ts';
import { didYouMean, nearestNames } from '../core/suggest.ts';
import { joinTexts, say, type Text } from '../words/text.ts';
import { commandOf } from './command-of.ts';
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
