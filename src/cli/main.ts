// argv → one command → exit code. Loads a command's code only when that command runs. Start at `main`.
import { Command, CommanderError } from 'commander';
import { ExitCode, UserError } from '../core/errors.ts';
import { inertText } from '../core/inert-text.ts';
import { packageVersion } from '../core/package-version.ts';
import { didYouMean } from '../core/suggest.ts';
import { messageText } from '../report/screen.ts';
import type { CommandEntry, Summary } from './command.ts';
import { type CommandGroup, commandsOf, GROUPS, type SummarizedCommand } from './command-table.ts';
import type { Host } from './host.ts';
import { optionsKeptByNpm, usageMistake } from './usage-mistake.ts';

const EXIT_CODES = `
Exit codes:
  0 done, or pass       1 a gate failed       2 usage or configuration   3 some conversations failed
  4 nothing matched     5 inconclusive        6 not comparable           70 internal error
  130 interrupted`;

/** @returns the exit code; a user's mistake has been reported on stderr */
export async function main(argv: readonly string[], host: Host): Promise<number> {
  let exitCode: number = ExitCode.done;
  const program = programFor(host);
  const start = async (run: (host: Host, argv: readonly string[]) => Promise<number>): Promise<void> => {
    exitCode = await run(host, argv);
  };
  for (const group of GROUPS) {
    const entries = argv.includes(group.name) ? await commandsOf(group) : [];
    addGroup(program, group, entries, host, start);
  }
  try {
    const kept = optionsKeptByNpm(argv, program, host.environment);
    if (kept) throw kept;
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError && (thrown.exitCode === 0 || thrown.code === 'commander.help'))
      return thrown.exitCode === 0 ? ExitCode.done : ExitCode.usage;
    const error = thrown instanceof CommanderError ? usageMistake(thrown, argv, program) : thrown;
    if (!(error instanceof UserError)) throw error;
    host.stderr.write(`${messageText(error.message, host)}\n`);
    return error.exitCode;
  }
}

function programFor(host: Host): Command {
  const program = new Command('hitogara');
  return (
    program
      .description(
        'Plays persona chats on local models through their own prompt templates, and records what was said.\nペルソナを演じるローカルモデルとの会話を実行し、記録します。',
      )
      .option('-V, --version', 'print the version')
      .addHelpText('after', EXIT_CODES)
      .configureOutput({
        writeOut: (text) => host.stdout.write(text),
        writeErr: (text) => host.stderr.write(inertText(text)),
        // Said by `usageMistake` instead.
        outputError: () => {},
      })
      .exitOverride()
      .helpCommand('help [command]', 'display help for command')
      // A mistyped command must be called that, whatever follows it.
      .allowExcessArguments()
      .allowUnknownOption()
      .action(async (options: { version?: true }) => {
        const [word] = program.args;
        if (word !== undefined) throw unknown(word);
        if (!options.version) return program.help();
        host.stdout.write(`${await packageVersion(host)}\n`);
      })
  );
}

function unknown(word: string): UserError {
  const known = GROUPS.map(({ name }) => name);
  return word.startsWith('-')
    ? new UserError(`unknown option ${word}`, { remedy: 'Options follow their command; see hitogara --help.' })
    : new UserError(`unknown command ${JSON.stringify(word)}`, { remedy: didYouMean(word, known) });
}

type Start = Parameters<CommandEntry['attach']>[1];

/** @param entries none: the group was not named, and only its summary is shown */
function addGroup(
  program: Command,
  { name, summary }: CommandGroup,
  entries: readonly SummarizedCommand[],
  host: Host,
  start: Start,
) {
  const group = program.command(name).description(lines(summary));
  for (const entry of entries) {
    const [, word] = entry.name.split(' ');
    const command = word === undefined ? group : group.command(word).description(lines(entry.summary));
    if (entry.examples.length > 0) command.addHelpText('after', describeExamples(entry.examples, host));
    command.addHelpText('after', EXIT_CODES);
    // It is the program that takes any word, so as to call it unknown.
    command.allowExcessArguments(false);
    entry.attach(command, start);
  }
}

function lines({ en, ja }: Summary): string {
  return ja === undefined ? en : `${en}\n${ja}`;
}

function describeExamples(examples: readonly string[], host: Host): string {
  return `\nExamples:\n${examples.map((example) => `  ${messageText(`hitogara ${example}`, host)}`).join('\n')}`;
}
