// docs/scenarios.md: what it says of each field is what the program reads by. Start at `scenarioPage`.
import { otherSpellings } from '../dist/core/sampling-names.js';
import { CHECK_IDS } from '../dist/scenario/check-settings.js';
import { scenarioJsonSchema } from '../dist/scenario/json-schema.js';
import { CHECK_SUMMARIES } from '../dist/score/check-summaries.js';
import { ENGLISH, say } from '../dist/words/text.js';

/** What is read of a JSON Schema. */
interface Schema {
  type?: string;
  description?: string;
  default?: unknown;
  const?: unknown;
  enum?: unknown[];
  anyOf?: Schema[];
  items?: Schema;
  properties?: Record<string, Schema>;
  required?: string[];
  minimum?: number;
  exclusiveMinimum?: number;
  maximum?: number;
  minItems?: number;
  maxItems?: number;
  maxLength?: number;
}

/** A whole scenario with most of what there is. */
export const EXAMPLE = `# yaml-language-server: $schema=../schemas/scenario.schema.json
id: night-bookshop
title: { ja: 夜の古本屋, en: A bookshop at night }
tags: [shop, evening]
persona:
  name: 栞
  user: お客さん
  instruction: |
    あなたは古本屋「月灯堂」の店番、栞です。二十歳の大学生で、ミステリーが大好きです。
    くだけた言葉で、一度に40文字くらいまでで話してください。店は夜の十時に閉まります。
  language: ja
  register: casual
  firstPerson: [わたし, 私]
  maxReplyCharacters: 40
  traits:
    - 好きなことになると話が長くなりかける
    - { trait: ミステリーが大好き, deniedBy: [ミステリーは読まない, ミステリーは苦手] }
  facts:
    - fact: 店は夜の十時に閉まる
      asked: [何時まで]
      answers: [十時, 10時, 22時]
      wrong: [九時, 9時, 十一時, 11時]
  forbiddenWords: [アシスタント]
sampling: { temperature: 0.7, topK: 40, maxTokens: 120 }
# The character speaks first. It is part of every prompt and is never scored.
greeting: あ、いらっしゃい。外、まだ雨降ってる？
checks:
  length.max: { gate: true, limit: 0.1 } # at most a tenth of the replies may be too long
  persona.break: { gate: true }
  opener.repeat: false
turns:
  - うん、けっこう降ってるよ。ちょっと雨宿りさせて。
  - user: ありがとう。ここって何時まで開いてるの？
    probe: fact
    referenceReplies: [夜の十時までだよ。ゆっくり見てって。]
  - { user: ミステリーでおすすめある？, probe: topic }
  - user: へえ。長いと読み切れないから、ひとことで言うと？
    probe: complaint-length
    checks: { length.max: { characters: 20 } } # for this reply alone
  - { user: じゃあそれ買って帰るね。おやすみ！, probe: farewell }
`;

const HEAD = `# Scenarios

A scenario is a persona and what the user says to it, turn by turn, whatever the replies. It is a YAML file in \`scenarios/\`, in your
project or in the package, named after its id; a file elsewhere is named by its path. Your own folder is searched first.

\`\`\`sh
# those that are there
npm run scenarios -- list
# every mistake, and what has no effect; --json for programs
npm run scenarios -- check my-scenario
# the JSON Schema, for editors
npm run scenarios -- schema
# the first prompt, as a model gets it
npm run prompts -- render --prompt chatml --scenario my-scenario
\`\`\`

Only \`id\`, \`title\`, \`persona.name\`, \`persona.user\`, \`persona.instruction\` and \`turns\` are required. A whole one:

\`\`\`yaml
${EXAMPLE}\`\`\`

What reaches the model is \`persona.instruction\`, \`greeting\` and the user lines, word for word. Nothing is filled in: write names out instead
of \`{{char}}\` or \`{{user}}\`. \`persona.name\` and \`persona.user\` are only used by formats with speaker labels. What else the persona says is
for the checks, and what it does not say is not checked. A change to what reaches the model, to the two names or to the sampling settings
makes new conversations of it; any other change keeps the seeds and the finished conversations.

**The greeting** is the character's first message, before the first user line, as if it had been its own reply. It is not a turn: it is not
in \`journal.jsonl\`, not counted and not scored, and \`show\` marks it. When the oldest turns are dropped to make a prompt fit
(\`--on-overflow drop-oldest\`), it goes with the first of them. Not every format can begin with the character, and Anthropic's API never
does; such a run is refused before anything is played ([which formats](prompt-templates.md)).

**The lorebook** (\`persona.lorebook\`, in other programs World Info) is what the model is told only while the conversation is about it. If one
of an entry's \`keys\` occurs in the last messages (two, if the entry does not say), its \`content\` is put before or after the instruction in
that turn's prompt, and the turn's record names the entry (\`lore\`, counted from 1). A key of Latin letters is only found as a whole word; a key between
slashes, such as \`/古本屋|店/\`, is a regular expression of JavaScript. Entries do not bring up other entries.

\`\`\`yaml
persona:
  lorebook:
    - { keys: [猫, ネコ], content: 店には黒猫のクロがいる。 }
    - { keys: [二階], with: [鍵, 入], content: 二階には誰も入れない。, messages: 6, place: before }
\`\`\`

## Character cards

A card is played as it is, and says who the character is. What the user says comes from a scenario, or from a text file with one line per
turn:

\`\`\`sh
npm run eval -- --scenario ./mina.png --turns-of anime-fan --model hitogara-tiny-q8_0
# makes a scenario file of it, to be edited
npm run import -- mina.png --turns-of anime-fan --output scenarios/mina.yaml
\`\`\`

PNG pictures, \`.charx\` archives and JSON files of versions 1, 2 and 3 are read. What becomes of a card:

| in the card | in the scenario |
|---|---|
| \`nickname\`, or else \`name\` | \`persona.name\` |
| \`system_prompt\`, constant lorebook entries before the character, \`description\`, \`personality\`, \`scenario\`, the other constant entries, \`mes_example\`, \`post_history_instructions\` | \`persona.instruction\`, in this order. Without a system prompt it begins with a sentence that says who to play, and a note shows it |
| the other entries of \`character_book\`, by \`insertion_order\`: \`keys\`, \`secondary_keys\`, \`scan_depth\`, \`case_sensitive\`, \`position\` | \`persona.lorebook\` |
| \`first_mes\` | \`greeting\`; \`import --greeting 2\` takes the first of \`alternate_greetings\`, \`--greeting all\` makes a scenario of each |
| \`{{char}}\`, \`{{user}}\`, \`<BOT>\`, \`<USER>\` | the names. The user is called ユーザー or User; \`import --user NAME\` changes that. Comments are taken out; other macros stay, and a note names them |
| everything else | \`card\`, as JSON, so that \`export --format card\` gives it back |

The language is \`ja\` if the card has kana. Entries that are turned off, exclude other words (\`selectiveLogic\`) or have a broken regular
expression are left out; entries that come up by chance elsewhere always come up here; there is no \`token_budget\`. Notes say so. Pictures in a card are
not looked at, and nothing in it is executed. A file may have 64 MB, the card in it 8 MB.

## Limits

A YAML file that people write (a scenario, a model entry, a template's front matter) may have at most 4 MB, 1,000,000 characters, 20,000
lines, about 3,000 keys and values, 100 anchors, 100 uses of them, and lists nested 100 deep. A larger one is refused at once. Tags such as
\`!mine\` are refused, except those that only say which plain type a value has (\`!!str\`). In a scenario, NUL, ESC and lone surrogates are
refused too.
`;

/** The whole page. */
export function scenarioPage(): string {
  // The schema of zod's own making: hence the cast.
  const schema = scenarioJsonSchema() as Schema;
  return `${HEAD}
## Every field

Made from the schema by \`npm run docs\`. \`[]\` stands for each entry of a list.

${table(['field', 'type', 'default', 'meaning'], rowsOf(schema))}

## Every check

\`checks:\` has an entry by the id of a check, for the whole scenario or for one turn. \`false\` turns the check off. Every other entry can
have these settings, and those in the table:

${table(['setting', 'type', 'default', 'meaning'], commonSettings(schema))}

${table(['check', 'finds', 'own settings'], checkRows(schema))}
`;
}

const SPELLINGS = new Set(otherSpellings().map(([name]) => name));

/** @returns a row for each field, each followed by those inside it */
export function rowsOf(schema: Schema, prefix = ''): string[][] {
  return Object.entries(schema.properties ?? {}).flatMap(([name, field]): string[][] => {
    if (SPELLINGS.has(name)) return [];
    const path = `${prefix}${name}`;
    const row = [
      code(path),
      typeOf(field),
      defaultOf(field, schema.required?.includes(name) ?? false),
      meaningOf(field),
    ];
    if (name === 'checks') return [[...row.slice(0, 1), '[checks](#every-check)', ...row.slice(2)]];
    return [row, ...partsOf(field).flatMap(([part, mark]) => rowsOf(part, `${path}${mark}.`))];
  });
}

/** What has fields of its own inside a field. */
function partsOf(field: Schema): [Schema, string][] {
  if (field.properties) return [[field, '']];
  const inside = [...(field.anyOf ?? []).map((part): [Schema, string] => [part, '']), ...itemsOf(field)];
  return inside.flatMap(([part, mark]) => partsOf(part).map(([found, more]): [Schema, string] => [found, mark + more]));
}

function itemsOf({ items }: Schema): [Schema, string][] {
  return items ? [[items, '[]']] : [];
}

function typeOf(field: Schema): string {
  if (field.const !== undefined) return code(JSON.stringify(field.const));
  if (field.enum) return field.enum.map((value) => code(String(value))).join(', ');
  if (field.anyOf) return [...new Set(field.anyOf.map(typeOf))].join(', or ');
  switch (field.type) {
    case 'array':
      return `list${bounds(field.minItems, field.maxItems)}: ${field.items ? typeOf(field.items) : 'anything'}`;
    case 'object':
      return field.properties ? 'fields' : 'names with values';
    case 'boolean':
      return '`true`, `false`';
    case 'integer':
      return `whole number${rangeOf(field)}`;
    case 'number':
      return `number${rangeOf(field)}`;
    case 'string':
      return field.maxLength === undefined
        ? 'text'
        : `text of up to ${field.maxLength.toLocaleString('en')} characters`;
    default:
      return 'anything';
  }
}

function bounds(least: number | undefined, most: number | undefined): string {
  if (least !== undefined && most !== undefined) return ` of ${least} to ${most}`;
  if (most !== undefined) return ` of up to ${most}`;
  return least === undefined ? '' : ` of at least ${least}`;
}

function rangeOf({ minimum, exclusiveMinimum, maximum }: Schema): string {
  // What is no safe integer is no number of ours: those are no limits.
  const isLimit = (value: number | undefined): value is number =>
    value !== undefined && Number.isFinite(value) && Math.abs(value) !== Number.MAX_SAFE_INTEGER;
  const least = isLimit(exclusiveMinimum) ? ` above ${exclusiveMinimum}` : isLimit(minimum) ? ` from ${minimum}` : '';
  const most = isLimit(maximum) ? maximum.toLocaleString('en') : null;
  if (most === null) return least;
  return isLimit(exclusiveMinimum) || least === ''
    ? `${least === '' ? '' : `${least},`} up to ${most}`
    : `${least} to ${most}`;
}

function defaultOf({ default: value }: Schema, isRequired: boolean): string {
  if (value === undefined) return isRequired ? '**required**' : '';
  const isNothing = typeof value === 'object' && value !== null && Object.keys(value).length === 0;
  return isNothing ? '' : code(typeof value === 'string' ? value : JSON.stringify(value));
}

function meaningOf({ description = '' }: Schema): string {
  return plain(description);
}

/** The settings of one check; those that every check has are among them. */
function settingsOf(schema: Schema, id: string): [string, Schema][] {
  const { anyOf = [] } = schema.properties?.checks?.properties?.[id] ?? {};
  return anyOf.flatMap(({ properties = {} }) => Object.entries(properties));
}

function commonSettings(schema: Schema): string[][] {
  return settingsOf(schema, 'empty').map(([name, field]) => [
    code(name),
    typeOf(field),
    defaultOf(field, false),
    meaningOf(field),
  ]);
}

function checkRows(schema: Schema): string[][] {
  const common = settingsOf(schema, 'empty').map(([name]) => name);
  return CHECK_IDS.map((id) => {
    const own = settingsOf(schema, id).filter(([name]) => !common.includes(name));
    const told = own.map(([name, field]) => `${code(name)} (${typeOf(field)}): ${meaningOf(field)}`);
    return [code(id), plain(say(CHECK_SUMMARIES[id]).in(ENGLISH)), told.join('<br>')];
  });
}

function code(text: string): string {
  return `\`${text}\``;
}

/** What Markdown would take for its own. */
function plain(text: string): string {
  return text.replaceAll('<', '&lt;').replaceAll('*', '\\*');
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${'---|'.repeat(head.length)}`, ...rows.map(line)].join('\n');
}
