import { ExitCode, mistakesOf, type UserError } from '../core/errors.ts';
import { foldProse } from '../report/fold.ts';
import { columnsOf, messageText } from '../report/screen.ts';
import { say } from '../words/text.ts';
import type { Host } from './host.ts';

/**
 * What is wrong with the files that a list had to leave out, below it.
 * @returns the exit code
 */
export function tellBroken(broken: readonly UserError[], host: Host): number {
  if (broken.length === 0) return ExitCode.done;
  const heading = say('Files with mistakes ({n}):', { n: broken.length }).in(host.words);
  const mistakes = broken.flatMap(mistakesOf).map(({ text }) => messageText(text.in(host.words), host));
  host.stdout.write(`\n${foldProse([heading, ...mistakes].join('\n'), columnsOf(host.stdout))}\n`);
  return ExitCode.usage;
}
