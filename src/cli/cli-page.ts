// docs/cli.md, generated from the table of commands. Start at `cliPage`.
import type { SummarizedCommand } from './command-table.ts';
import { describeFlag } from './flags.ts';

const INTRODUCTION = `# The command line

Generated from the table of commands by \`npm run docs\`; a test keeps the two in step. Inside the repository, type a command as
\`npm run eval -- --model …\`; with the package installed, as \`hitogara eval --model …\`.

Exit codes: 0 done · 1 a gate failed (\`doctor\`: it found an error; \`selftest\`: strict mode is not reproducible, or one conversation leaked
into another; \`prompts diff\`: the prompts differ) · 2 usage or configuration · 3 some conversations failed · 4 nothing matched · 70
internal error · 130 interrupted. 5 (inconclusive) and 6 (not comparable) are reserved for verdicts.

What is printed fits the terminal, from 40 columns on: where a table does not, each of its rows becomes a block. In a pipe or a file there
are no escape codes, and each row of a table is one line, whatever its length.
`;

export function cliPage(commands: readonly SummarizedCommand[]): string {
  return `${[INTRODUCTION, ...commands.map(section)].join('\n')}`;
}

function section({ name, summary, arguments: operands, flags, examples }: SummarizedCommand): string {
  const usage = [
    'hitogara',
    name,
    ...operands.map((operand) => operand.name),
    ...(flags.length > 0 ? ['[options]'] : []),
  ];
  const rows = [
    ...operands.map((operand) => [operand.name, operand.help]),
    ...flags.map((flag) => [flag.flag, `${describeFlag(flag)}${flag.isRequired ? ' (required)' : ''}`]),
  ];
  const parts = [
    `## ${name}`,
    [sentence(summary.en), ...(summary.ja === undefined ? [] : [`${summary.ja}。`])].join('\n\n'),
    `    ${usage.join(' ')}`,
    ...(rows.length === 0 ? [] : [table(rows)]),
    ...(examples.length === 0 ? [] : [examples.map((example) => `    hitogara ${example}`).join('\n')]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sentence(text: string): string {
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${text.endsWith('.') ? '' : '.'}`;
}

function table(rows: readonly (readonly string[])[]): string {
  const lines = rows.map(([name = '', help = '']) => `| \`${name}\` | ${cell(help)} |`);
  return ['| option | meaning |', '|---|---|', ...lines].join('\n');
}

/** A bar would end the cell, and text in angle brackets would be taken for HTML. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');
}
