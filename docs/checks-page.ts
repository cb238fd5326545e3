// docs/checks.md and docs/checks.ja.md, generated from the table of checks. Start at `checksPage`.
import { CHECK_IDS } from '../dist/scenario/check-settings.js';
import { CHECK_SUMMARIES } from '../dist/score/check-summaries.js';
import { CHECKS } from '../dist/score/check-table.js';
import { ENGLISH, type Label, say, type Words } from '../dist/words/text.js';

const INTRODUCTION = `# Checks

Generated from the table of checks by \`npm run docs\`. What a result means: [scoring.md](scoring.md). What a scenario can set for each check:
[scenarios.md](scenarios.md). The same in Japanese: [checks.ja.md](checks.ja.md).
`;

const JAPANESE_INTRODUCTION = `# 検査

検査の定義から \`npm run docs\` で生成したページです。英語版は [checks.md](checks.md) です。
`;

export function checksPage(words: Words = ENGLISH): string {
  const told = (label: Label): string => say(label).in(words);
  const rows = CHECK_IDS.map((id) => {
    const check = CHECKS[id];
    const unit = say(check.unit === 'turn' ? 'reply' : 'conversation').in(words);
    return `| \`${id}\` | ${unit} | ${check.version} | ${say(CHECK_SUMMARIES[id]).in(words)} |`;
  });
  const head = `| ${told('check')} | ${told('unit')} | ${told('version')} | ${told('looks for')} |`;
  return [words === ENGLISH ? INTRODUCTION : JAPANESE_INTRODUCTION, head, '|---|---|---|---|', ...rows, ''].join('\n');
}
