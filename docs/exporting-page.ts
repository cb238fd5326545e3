// docs/exporting.md: what it says of each format comes from the table of formats. Start at `exportingPage`.
import { EXPORT_FORMATS, type ExportFormat } from '../dist/formats/out/format-names.js';
import { LOSSES } from '../dist/formats/out/losses.js';
import { OUT_FORMATS } from '../dist/formats/out/table.js';

/** Of a format: what it makes. */
const WHAT: Readonly<Record<ExportFormat, string>> = {
  openai:
    'JSONL: `{"messages": […]}`, one conversation a line; a refused reply is a `refusal`, thinking is `reasoning_content`',
  sharegpt: 'JSONL: `{"conversations": [{"from", "value"}]}`, one a line',
  sillytavern:
    'one chat (`.jsonl`) for each conversation; model, settings and outcomes are under `hitogara` in `chat_metadata` and `extra`',
  csv: 'a row for each turn; a cell that a spreadsheet would compute begins with an apostrophe',
  'mt-bench':
    '`question.jsonl` and `model_answer/MODEL.jsonl`, as FastChat reads them; a scenario is a question, samples are choices',
  'rp-bench': '`conversations/MODEL.jsonl` of Japanese-RP-Bench',
  inspect:
    "an Inspect log (`.json`, version 2) for each model; scenarios are samples, samples are epochs, a check's score is the share of replies that failed it",
  promptfoo: 'results (version 3) for `promptfoo import`: a row for each turn, a column for each model',
  'every-eval-ever':
    'for each model a record of schema 0.3.0 with the rate of each check and its interval, and a line for each conversation',
  parquet:
    '`turns.parquet`, `conversations.parquet`, and `scores.parquet` if the run was scored; joined by `run`, `model`, `key` and `turn`',
  'sillytavern-preset': 'the sampling settings of each model as a preset for text completion',
  'llama-server-preset': "the sampling settings of each model as the body of a request to llama-server's `/completion`",
  card: "each scenario of the run as a character card (version 3, JSON): its card again if it was made from one, else the persona's instruction as `system_prompt`",
  'model-card': 'a section in Markdown for a model card on Hugging Face: rates with intervals, settings, speed',
};

const INTRODUCTION = `# Exporting runs

Generated from the table of formats by \`npm run docs\`. How chats come in: [importing.md](importing.md). Which programs have read these files:
[compatibility.md](compatibility.md#exported-files-in-other-programs).

\`npm run export\` writes a past run in another program's format. Nothing is played, and no model is needed.

\`\`\`sh
# the latest run, one conversation a line
npm run export -- --format openai --output chats.jsonl
# one chat for each conversation, in a new folder
npm run export -- latest~1 --format sillytavern --output chats --scenario anime-fan
# for DuckDB or pandas
npm run export -- --format parquet --output tables
\`\`\`

Without \`--output\`, a single file is printed. A format of several files needs the name of a new or empty folder, which is there only once all
of it is written. \`--model\` and \`--scenario\` choose conversations. What a format has no place for is named on stderr, with counts:

\`\`\`
note: left out: replies that failed or were interrupted (2) · which model, scenario and sample it was · …
\`\`\`
`;

const RULES = `## What holds for all

- A reply that failed or was interrupted never goes out as a reply. Formats for records have it as an error, with the part that was said.
- An empty reply is empty, and one that was cut off at the token limit goes out as far as it goes. Both were part of the next prompt.
- What was not measured is left out, or null; it is never 0.
- The persona's instruction is the system message. Nobody knows what the model of an imported chat was told, so such a chat has none.
- What the character says before the first user line is a message of the character, where a format has a place for it.
- An empty user line stays an empty message.
- Several models, or several values of a setting, are told apart by the names of the files, or by a column or a row. \`openai\` and
  \`sharegpt\` cannot tell them apart: a note says so.
- What was imported as \`openai\`, \`sharegpt\` or \`sillytavern\`, exported and imported again is the same, except for what the table names.

## Formats of other tools

**Every Eval Ever** wants to know who publishes. \`source_organization_name\` is "unknown" and \`evaluator_relationship\` is "other": fill them in.
The folder \`unknown\` stands for the model's developer: rename it, in \`file_path\` of the records too, which is where a record says in which file
its conversations are. Copy the folder \`data\` as it is. The run must have been scored.

**MT-Bench.** A conversation that ended before its last turn has no answer, because FastChat's judge reads as many turns as the question has. There
is no \`model_judgment\`: a run has no judgments yet. A tag of the scenario that is a category of MT-Bench becomes its category; without one it is \`roleplay\`.

**promptfoo.** A row passes if its reply is complete and no check of replies failed. \`promptfoo import FILE\`, then \`promptfoo view\`.

**Inspect.** \`inspect view --log-dir FOLDER\`. A model's log has the status \`error\` if none of its conversations was completed.

**Parquet** in DuckDB: \`select model, avg(tokensPerSecond) from 'tables/turns.parquet' group by model\`. Settings and warnings are JSON texts.

**Presets** hold what all conversations of a model had in common. \`dryLastN: -1\` becomes the context size, because llama-server refuses -1.
`;

export function exportingPage(): string {
  const rows = EXPORT_FORMATS.map((id) => {
    const { isFolder, losses } = OUT_FORMATS[id];
    const lost = losses.map((loss) => LOSSES[loss]).join('; ');
    return `| \`${id}\` | ${isFolder ? 'folder' : 'file'} | ${WHAT[id]} | ${lost} |`;
  });
  const table = ['## Formats', '', '| `--format` | makes | what | leaves out |', '|---|---|---|---|', ...rows, ''].join(
    '\n',
  );
  return [INTRODUCTION, table, RULES].join('\n');
}
