// argv → one command → exit code. Loads a command's code only when that command runs. Start at `main`.
import { setImmediate } from 'node:timers/promises';
import { Command, CommanderError, Option } from 'commander';
import { ExitCode, UserError } from '../core/errors.ts';
import { inertText } from '../core/inert-text.ts';
import { packageVersion } from '../core/package-version.ts';
import { didYouMean } from '../core/suggest.ts';
import { brokenOutput, systemRefusal } from '../core/system-refusal.ts';
import { foldProse } from '../report/fold.ts';
import { columnsOf, messageText, PIPE_COLUMNS } from '../report/screen.ts';
import { chooseLanguage, LANGUAGES, type Language, wordsOf } from '../words/language.ts';
import { say } from '../words/text.ts';
import type { CommandEntry } from './command.ts';
import { type CommandGroup, commandsOf, GROUPS, type SummarizedCommand } from './command-table.ts';
import { type AnyFlag, describeFlag } from './flags.ts';
import { exitCodes, helpLayout } from './help-layout.ts';
import type { Host, Surroundings } from './host.ts';
import { optionsKeptByNpm } from './kept-by-npm.ts';

const LANGUAGE_FLAG: AnyFlag = {
  flag: '--lang <language>',
  help: 'language of help and messages',
  fallback: null,
  fallbackHelp: 'what LC_ALL, LC_MESSAGES or LANG says',
  choices: LANGUAGES,
};

/** @returns the exit code; a user's mistake has been reported on stderr */
export async function main(typed: readonly string[], surroundings: Surroundings): Promise<number> {
  const { argv, language } = takeLanguage(typed, surroundings);
  const host: Host = { ...surroundings, words: await wordsOf(language ?? 'en') };
  const exitCode = await run(argv, language, host);
  // Its error comes after the write.
  await setImmediate();
  const broken = host.outputError?.();
  return broken ? tell(brokenOutput(broken), host) : exitCode;
}

async function run(argv: readonly string[], language: Language | null, host: Host): Promise<number> {
  const program = programFor(host);
  let exitCode: number = ExitCode.done;
  const start = async (run: (host: Host, argv: readonly string[]) => Promise<number>): Promise<void> => {
    exitCode = await run(host, argv);
  };
  try {
    if (language === null) throw noSuchLanguage();
    for (const group of GROUPS) {
      const entries = argv.includes(group.name) ? await commandsOf(group) : [];
      addGroup(program, group, entries, host, start);
    }
    if (host.environment.npm_lifecycle_event !== undefined) {
      const kept = optionsKeptByNpm(argv, program, host);
      if (kept) throw kept;
    }
    await program.parseAsync(argv, { from: 'user' });
    return exitCode;
  } catch (thrown) {
    if (thrown instanceof CommanderError && (thrown.exitCode === 0 || thrown.code === 'commander.help'))
      return thrown.exitCode === 0 ? ExitCode.done : ExitCode.usage;
    // It knows all settings, and `--help` should not wait for them.
    const error =
      thrown instanceof CommanderError
        ? (await import('./usage-mistake.ts')).usageMistake(thrown, argv, program)
        : thrown;
    const message = error instanceof UserError ? error : systemRefusal(error);
    if (message === null) throw error;
    return host.outputError?.() ? message.exitCode : tell(message, host);
  }
}

function tell({ text, exitCode }: UserError, host: Host): number {
  host.stderr.write(`${foldProse(messageText(text.in(host.words), host), columnsOf(host.stderr))}\n`);
  return exitCode;
}

/** The language that was asked for, and what remains of the arguments; null: there is no such language. */
function takeLanguage(
  typed: readonly string[],
  { environment, locale }: Surroundings,
): { argv: readonly string[]; language: Language | null } {
  const at = typed.findIndex((word) => word === '--lang' || word.startsWith('--lang='));
  if (at < 0) return { argv: typed, language: chooseLanguage(environment, locale) };
  const [option = '', next] = typed.slice(at);
  const isApart = option === '--lang';
  const name = isApart ? next : option.slice('--lang='.length);
  const language = LANGUAGES.find((each) => each === name) ?? null;
  return { argv: typed.toSpliced(at, isApart ? 2 : 1), language };
}

function noSuchLanguage(): UserError {
  return new UserError(say('--lang takes one of: {languages}', { languages: LANGUAGES.join(', ') }));
}

function programFor(host: Host): Command {
  const { words } = host;
  const program = new Command('hitogara');
  return (
    program
      .description(
        say('Plays persona chats on local models through their own prompt templates, and records what was said.').in(
          words,
        ),
      )
      .option('-V, --version', say('print the version').in(words))
      // Read before everything else: only its help is needed here.
      .addOption(new Option('--lang <language>', describeFlag(LANGUAGE_FLAG).in(words)))
      .helpOption('-h, --help', say('show this help').in(words))
      .addHelpText('after', () => exitCodes(host))
      .configureOutput({
        writeOut: (text) => host.stdout.write(text),
        writeErr: (text) => host.stderr.write(inertText(text)),
        // Said by `usageMistake` instead.
        outputError: () => {},
        getOutHelpWidth: () => columnsOf(host.stdout) ?? PIPE_COLUMNS,
        getErrHelpWidth: () => columnsOf(host.stderr) ?? PIPE_COLUMNS,
      })
      .configureHelp(helpLayout(words))
      .exitOverride()
      .helpCommand('help [command]', say('show help for a command').in(words))
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
    ? new UserError(say('unknown option {flag}', { flag: word }), {
        remedy: say('Options follow their command; see hitogara --help.'),
      })
    : new UserError(say('unknown command {name}', { name: JSON.stringify(word) }), { remedy: didYouMean(word, known) });
}

type Start = Parameters<CommandEntry['attach']>[2];

/** @param entries none: the group was not named, and only its summary is shown */
function addGroup(
  program: Command,
  { name, summary }: CommandGroup,
  entries: readonly SummarizedCommand[],
  host: Host,
  start: Start,
) {
  const { words } = host;
  const group = program.command(name).description(say(summary).in(words));
  for (const entry of entries) {
    const [, word] = entry.name.split(' ');
    const command = word === undefined ? group : group.command(word).description(say(entry.summary).in(words));
    if (entry.examples.length > 0) command.addHelpText('after', describeExamples(entry.examples, host));
    command.addHelpText('after', () => exitCodes(host));
    // It is the program that takes any word, so as to call it unknown.
    command.allowExcessArguments(false);
    entry.attach(command, words, start);
  }
}

function describeExamples(examples: readonly string[], host: Host): string {
  const lines = examples.map((example) => `  ${messageText(`hitogara ${example}`, host)}`);
  return `\n${say('Examples:').in(host.words)}\n${lines.join('\n')}`;
}
