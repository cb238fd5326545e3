import type { Command } from 'commander';

/** The command that the first words name. */
export function commandOf(argv: readonly string[], program: Command): Command {
  let command = program;
  for (const word of argv) {
    const next = command.commands.find((each) => each.name() === word);
    if (!next) break;
    command = next;
  }
  return command;
}
