// How `--help` fits the terminal: text is folded as everywhere, and where a second column would be too narrow, what is said of an option
// stands below it. Start at `helpLayout`.
import { Help, type HelpConfiguration } from 'commander';
import { fold } from '../report/fold.ts';
import { factLines } from '../report/plain-table.ts';
import { columnsOf } from '../report/screen.ts';
import { widthOf } from '../report/width.ts';
import { say, type Words } from '../words/text.ts';
import type { Host } from './host.ts';

export const helpLayout = (words: Words): HelpConfiguration => ({
  styleTitle: (title) => words[title] ?? title,
  // Choices and defaults are in it already.
  optionDescription: ({ description }) => description,
  commandUsage(command) {
    const usage = Help.prototype.commandUsage.call(this, command);
    const title = widthOf(`${words['Usage:'] ?? 'Usage:'} `);
    return fold(usage, (this.helpWidth ?? 80) - title, INDENT);
  },
  displayWidth: (text) => widthOf(text),
  boxWrap: (text, width) => fold(text, width),
  formatItem(term, termWidth, description, helper) {
    const columns = helper.helpWidth ?? 80;
    const indent = ' '.repeat(INDENT);
    if (description === '') return fold(indent + term, columns, INDENT);
    const beside = INDENT + termWidth + GAP;
    if (columns - beside >= LEAST_COLUMNS) {
      const text = fold(description, columns - beside).replaceAll('\n', `\n${' '.repeat(beside)}`);
      return `${indent}${term}${' '.repeat(termWidth - widthOf(term) + GAP)}${text}`;
    }
    const below = ' '.repeat(2 * INDENT);
    const text = fold(description, columns - below.length).replaceAll('\n', `\n${below}`);
    return `${fold(indent + term, columns, INDENT)}\n${below}${text}`;
  },
});

const INDENT = 2;
const GAP = 2;
/** A narrower second column would be one of single words. */
const LEAST_COLUMNS = 36;

/** What ends each command's help. */
export function exitCodes({ stdout, words }: Host): string {
  const facts = EXIT_CODES.map(([code, meaning]): [string, string] => [code, say(meaning).in(words)]);
  return `\n${say('Exit codes:').in(words)}\n${factLines(facts, columnsOf(stdout), INDENT).join('\n')}`;
}

const EXIT_CODES = [
  ['0', 'done, or pass'],
  ['1', 'a gate failed, or something was found: doctor, selftest, prompts diff, baseline diff, verify'],
  ['2', 'usage or configuration'],
  ['3', 'some conversations failed, or a gate could not be judged'],
  ['4', 'nothing matched'],
  ['5', 'inconclusive: regress'],
  ['6', 'not comparable: regress'],
  ['70', 'internal error'],
  ['130', 'interrupted by the user'],
] as const;
