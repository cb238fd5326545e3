// argv → one command → exit code. Loads a command's code only when that command runs. Start at `main`.
import { Command, CommanderError } from 'commander';
import { ExitCode, UserError } from '../core/errors.ts';
import { inertText } from '../core/inert-text.ts';
import { packageVersion } from '../core/package-version.ts';
import { messageText } from '../report/screen.ts';
import type { CommandEntry } from './command.ts';
import { COMMANDS, GROUPS } from './command-table.ts';
import type { Host } from './host.ts';

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
  for (const entry of COMMANDS) addCommand(program, entry, host, start);
  try {
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? ExitCode.done : ExitCode.usage;
    if (!(error instanceof UserError)) throw error;
    host.stderr.write(`${messageText(error.message, host)}\n`);
    return error.exitCode;
  }
}

function programFor(host: Host): Command {
  const program = new Command('hitogara');
  return program
    .description(
      'Plays persona chats on local models through their own prompt templates, and records what was said.\nペルソナを演じるローカルモデルとの会話を実行し、記録します。',
    )
    .option('-V, --version', 'print the version')
    .showHelpAfterError('(see --help)')
    .addHelpText('after', EXIT_CODES)
    .configureOutput({
      writeOut: (text) => host.stdout.write(text),
      writeErr: (text) => host.stderr.write(inertText(text)),
    })
    .exitOverride()
    .action(async (options: { version?: true }) => {
      if (!options.version) return program.help();
      host.stdout.write(`${await packageVersion(host)}\n`);
    });
}

function addCommand(program: Command, entry: CommandEntry, host: Host, start: Parameters<CommandEntry['attach']>[1]) {
  const words = entry.name.split(' ');
  const parent = words.length === 1 ? program : groupIn(program, words[0] ?? '');
  const command = parent.command(words.at(-1) ?? '').description(lines(entry.summary));
  if (entry.examples.length > 0) command.addHelpText('after', describeExamples(entry.examples, host));
  command.addHelpText('after', EXIT_CODES);
  entry.attach(command, start);
}

function groupIn(program: Command, name: string): Command {
  const known = program.commands.find((command) => command.name() === name);
  const summary = GROUPS[name];
  return known ?? program.command(name).description(summary ? lines(summary) : '');
}

function lines({ en, ja }: { en: string; ja?: string }): string {
  return ja === undefined ? en : `${en}\n${ja}`;
}

function describeExamples(examples: readonly string[], host: Host): string {
  return `\nExamples:\n${examples.map((example) => `  ${messageText(`hitogara ${example}`, host)}`).join('\n')}`;
}
