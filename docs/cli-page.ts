// docs/cli.md and docs/cli.ja.md, generated from the table of commands. Start at `cliPage`.

import type { SummarizedCommand } from '../dist/cli/command-table.js';
import { describeFlag } from '../dist/cli/flags.js';
import { ENGLISH, type Label, say, type Words } from '../dist/words/text.js';

const INTRODUCTION = `# The command line

Generated from the table of commands by \`npm run docs\`; a test keeps the two in step. Inside the repository, type a command as
\`npm run eval -- --model …\`; with the package installed, as \`hitogara eval --model …\`. The same in Japanese: [cli.ja.md](cli.ja.md);
\`--lang ja\` or \`LANG=ja_JP.UTF-8\` makes the program speak it.

Exit codes: 0 done · 1 a gate failed (\`doctor\`: it found an error; \`selftest\`: strict mode is not reproducible, or one conversation leaked
into another; \`prompts diff\`, \`baseline diff\`: the two differ; \`models verify\`: a file is damaged) · 2 usage or configuration · 3 some conversations
failed, a gate could not be judged, a download failed, or no checksum is recorded (\`models verify\`) · 4 nothing matched · 70 internal error
· 130 interrupted. 5 (inconclusive) and 6 (not comparable) are reserved for verdicts.

What is printed fits the terminal, from 40 columns on: where a table does not, each of its rows becomes a block. In a pipe or a file there
are no escape codes, and each row of a table is one line, whatever its length.

For a file, use \`--output FILE\` rather than \`>\`: Windows PowerShell decodes what a program prints and writes it in another encoding, which can
garble Japanese; and \`npm run\` adds lines of its own.
`;

const JAPANESE_INTRODUCTION = `# コマンドライン

コマンドの定義から \`npm run docs\` で生成したページです。英語版は [cli.md](cli.md) です。リポジトリの中では
\`npm run eval -- --model …\`、インストールした環境では \`hitogara eval --model …\` と入力します。
\`--lang ja\` を付けるか \`LANG=ja_JP.UTF-8\` を設定すると、ヘルプとメッセージが日本語になります。

終了コード: 0 完了 · 1 ゲートに不合格（\`doctor\`: エラーが見つかった、\`selftest\`: strict で再現しない、または会話どうしが混ざった、
\`prompts diff\`、\`baseline diff\`: 二つが異なる、\`models verify\`: ファイルが壊れている）· 2 使い方か設定の誤り ·
3 失敗した会話がある、判定できないゲートがある、ダウンロードに失敗した、またはチェックサムの記録がない（\`models verify\`）· 4 該当なし · 70 内部エラー · 130 中断。
5（判定できない）と 6（比較できない）は判定のために予約されています。

ファイルに保存するときは、\`>\` ではなく \`--output FILE\` を使ってください。Windows PowerShell の \`>\` は出力を別の文字コードで
書き直すため、日本語が文字化けします。また、\`npm run\` の出力には npm 自身の行も混ざります。
`;

export function cliPage(commands: readonly SummarizedCommand[], words: Words = ENGLISH): string {
  const introduction = words === ENGLISH ? INTRODUCTION : JAPANESE_INTRODUCTION;
  return `${[introduction, ...commands.map((command) => section(command, words))].join('\n')}`;
}

function section({ name, summary, arguments: operands, flags, examples }: SummarizedCommand, words: Words): string {
  const usage = [
    'hitogara',
    name,
    ...operands.map((operand) => operand.name),
    ...(flags.length > 0 ? ['[options]'] : []),
  ];
  const rows = [
    ...operands.map((operand) => [operand.name, say(operand.help).in(words)]),
    ...flags.map((flag) => [flag.flag, describeFlag(flag).in(words)]),
  ];
  const parts = [
    `## ${name}`,
    sentence(summary, words),
    `    ${usage.join(' ')}`,
    ...(rows.length === 0 ? [] : [table(rows, words)]),
    ...(examples.length === 0 ? [] : [examples.map((example) => `    hitogara ${example}`).join('\n')]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function sentence(summary: Label, words: Words): string {
  const text = say(summary).in(words);
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${words === ENGLISH ? '.' : '。'}`;
}

function table(rows: readonly (readonly string[])[], words: Words): string {
  const lines = rows.map(([name = '', help = '']) => `| \`${name}\` | ${cell(help)} |`);
  return [`| ${say('option').in(words)} | ${say('meaning').in(words)} |`, '|---|---|', ...lines].join('\n');
}

/** A bar would end the cell, and text in angle brackets would be taken for HTML. */
function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('<', '&lt;').replaceAll('*', '\\*');
}
