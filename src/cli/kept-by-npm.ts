// Options that npm has taken for its own. Looked at before every command that npm has started: nothing heavy is loaded for it. Start at
// `optionsKeptByNpm`.
import type { Command } from 'commander';
import { UserError } from '../core/errors.ts';
import { shellWord } from '../core/shell-word.ts';
import type { World } from '../core/world.ts';
import { say, type Text } from '../words/text.ts';
import { commandOf } from './command-of.ts';

/** npm's own settings, which may be in anybody's `.npmrc`. */
const SETTINGS_OF_NPM = ['all', 'force', 'json', 'tag', 'version', 'yes'];

/**
 * `npm run eval --model X` gives `--model` to npm: options for the script come after `--`. In PowerShell, npm before 11.6 loses the `--` that
 * was typed.
 * @returns the mistake, if npm started this program and has kept options that its command has
 */
export function optionsKeptByNpm(
  argv: readonly string[],
  program: Command,
  { environment, platform }: Pick<World, 'environment' | 'platform'>,
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
    remedy: remedyFor(`${script} -- ${typedAgain(argv.slice(1), kept).join(' ')}`, platform),
  });
}

function remedyFor(typed: string, platform: string): Text {
  const command = `npm run ${typed}`;
  if (platform !== 'win32') return say('Options follow two hyphens: {command}', { command });
  return say(
    'Options follow two hyphens: {command}\nIn PowerShell with npm before 11.6, which drops the hyphens: {direct}',
    {
      command,
      direct: `npx hitogara ${typed.replace(' --', '')}`,
    },
  );
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
