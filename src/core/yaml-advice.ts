// What people write instead of YAML, and the line as it should be. Only proposes: whoever asks reads the corrected file before offering it.
// Start at `corrections`.
import { say, type Text } from '../words/text.ts';

export interface Correction {
  /** The line that is shown; 0-based. */
  at: number;
  /** What is wrong with it. */
  problem: Text;
  /** The corrected lines, by number. */
  lines: ReadonlyMap<number, string>;
}

/** Spaces and hyphens before a key or an item. */
const LEAD = '( *(?:- +)*)';
const WIDE = '\\u3000\\u00a0';
const BEFORE_VALUE = `${LEAD}((?:[\\p{L}\\p{N}_-]+: +)?)`;

type Mend = (line: string) => { problem: Text; line: string; isRun?: boolean } | null;

/**
 * For a line that the parser cannot read, the likeliest first: what is visible in its own shape; quotation marks that are not closed; where
 * it stands; quotation marks around its value.
 * @param at where the parser complains; 0-based
 */
export function* syntaxCorrections(lines: readonly string[], at: number): Generator<Correction> {
  const near = linesNear(lines, at);
  for (const index of near) for (const mend of SHAPES) yield* corrected(lines, index, mend);
  for (let index = Math.min(at, lines.length - 1); index >= 0; index--) {
    for (const mend of QUOTES) yield* corrected(lines, index, mend);
  }
  for (const index of near) yield* indented(lines, index);
  for (const index of near) for (const mend of VALUES) yield* corrected(lines, index, mend);
}

/** For a line that the schema refuses. */
export function* schemaCorrections(lines: readonly string[], at: number, isUnknownKey: boolean): Generator<Correction> {
  for (const mend of [ESCAPED, ...SHAPES]) yield* corrected(lines, at, mend);
  if (isUnknownKey) yield* indented(lines, at);
}

/** A key or an item that has become part of the text above it, as a line of its own. */
export function* keyOnItsOwn(lines: readonly string[], at: number): Generator<Correction> {
  const widths = [indentOf(lines[at] ?? ''), ...widthsNear(lines, at)];
  for (const mend of SHAPES) {
    for (const { problem, lines: mended } of corrected(lines, at, mend)) {
      const line = (mended.get(at) ?? '').trimStart();
      for (const width of widths) yield { at, problem, lines: new Map([[at, ' '.repeat(width) + line]]) };
    }
  }
  yield* indented(lines, at);
}

/** Lines before a syntax error that may be its cause. */
const REACH = 3;

function linesNear(lines: readonly string[], at: number): number[] {
  const isFull = (index: number): boolean => (lines[index] ?? '').trim() !== '';
  const before = Array.from({ length: at + 1 }, (_, back) => at - back).filter(isFull);
  const after = at + 1 < lines.length && isFull(at + 1) ? [at + 1] : [];
  return [...before.slice(0, REACH + 1), ...after];
}

function* corrected(lines: readonly string[], at: number, mend: Mend): Generator<Correction> {
  const own = mend(lines[at] ?? '');
  if (!own) return;
  yield { at, problem: own.problem, lines: new Map([[at, own.line]]) };
  if (!own.isRun) return;
  const all = lines.flatMap((line, index): [number, string][] => {
    const mended = mend(line);
    return mended && index >= at ? [[index, mended.line]] : [];
  });
  if (all.length > 1) yield { at, problem: own.problem, lines: new Map(all) };
}

function mend(pattern: RegExp, problem: () => Text, replacement: string, isRun = false): Mend {
  return (line) =>
    pattern.test(line) ? { problem: problem(), line: line.replace(pattern, replacement).trimEnd(), isRun } : null;
}

const SHAPES: readonly Mend[] = [
  (line) => {
    const [indent = ''] = /^[ \t]*/.exec(line) ?? [];
    if (!indent.includes('\t')) return null;
    const problem = say('the line begins with a tab; YAML is indented with spaces only');
    return { problem, line: indent.replaceAll('\t', '  ') + line.slice(indent.length), isRun: true };
  },
  (line) => {
    const [indent = ''] = new RegExp(`^[ ${WIDE}]*`).exec(line) ?? [];
    if (!/[\u3000\u00a0]/.test(indent)) return null;
    const problem = say('the line is indented with a full-width space; YAML knows only the ordinary one');
    return { problem, line: indent.replace(/[\u3000\u00a0]/g, '  ') + line.slice(indent.length), isRun: true };
  },
  mend(
    new RegExp(`^${LEAD}([\\p{L}\\p{N}_-]{1,40})[ ${WIDE}]*：[ ${WIDE}]*(.*)$`, 'u'),
    () => say('the colon is full-width; a key is followed by ":" and a space'),
    '$1$2: $3',
  ),
  mend(
    new RegExp(`^${LEAD}(\\w[\\w-]*):[${WIDE}]+(.*)$`),
    () => say('the space behind the colon is full-width; YAML knows only the ordinary one'),
    '$1$2: $3',
  ),
  mend(
    new RegExp(`^${LEAD}(\\w[\\w-]*)[ ${WIDE}]+:(?=\\s|$)(.*)$`),
    () => say('there is a space between the key and its colon'),
    '$1$2:$3',
  ),
  mend(
    new RegExp(`^${LEAD}(\\w[\\w-]*):(?=[^\\s/])(.*)$`),
    () => say('a space is missing behind the colon'),
    '$1$2: $3',
  ),
  mend(new RegExp(`^${LEAD}(\\w[\\w-]*)$`), () => say('a colon is missing behind the key'), '$1$2:'),
  mend(/^( *)-(?![-\s])(\S.*)$/, () => say('a space is missing behind the hyphen of a list item'), '$1- $2', true),
  mend(
    new RegExp(`^( *)-[${WIDE}]+(\\S.*)$`),
    () => say('the space behind the hyphen is full-width; YAML knows only the ordinary one'),
    '$1- $2',
    true,
  ),
  mend(
    new RegExp(`^( *)[－−–—‐・•*][ ${WIDE}]*(\\S.*)$`),
    () => say('a list item begins with an ordinary hyphen and a space'),
    '$1- $2',
    true,
  ),
  (line) => {
    const [, lead = '', key = '', rest = ''] =
      new RegExp(`^${LEAD}([Ａ-Ｚａ-ｚ０-９＿]+)[：:] *(.*)$`).exec(line) ?? [];
    if (key === '') return null;
    const problem = say('the key is written in full-width letters');
    return { problem, line: `${lead}${key.normalize('NFKC')}: ${rest}`.trimEnd() };
  },
  mend(
    new RegExp(`^${LEAD}["“”‘’＂](\\w[\\w-]*)["“”‘’＂]\\s*: *(.*)$`),
    () => say('the quotation marks are typographic; YAML knows only the straight ones'),
    '$1$2: $3',
  ),
  (line) => {
    const [, lead = '', flow = ''] = /^((?: *(?:- +)*)(?:[\w-]+: +)?)([［[｛{].*)$/.exec(line) ?? [];
    const ordinary = flow.replace(/[［］｛｝]/g, (mark) => mark.normalize('NFKC')).replace(/[，、] */g, ', ');
    if (ordinary === flow) return null;
    return { problem: say('a list in one line needs ordinary brackets and commas'), line: lead + ordinary };
  },
  (line) => {
    const [, lead = '', key = '', value = ''] = new RegExp(`^${BEFORE_VALUE}([０-９．－＋]+)$`, 'u').exec(line) ?? [];
    if (value === '') return null;
    return { problem: say('the number is written in full-width digits'), line: lead + key + value.normalize('NFKC') };
  },
  (line) => {
    const [, open = '', close = ''] = /[[{]/.test(line) ? (/^([^\]}#]*([[{])[^\]}#]*)$/.exec(line) ?? []) : [];
    if (open === '') return null;
    return { problem: say('a bracket is not closed'), line: `${open.trimEnd()}${close === '[' ? ']' : ' }'}` };
  },
  (line) => {
    const [, lead = '', key = '', value = ''] =
      new RegExp(`^${BEFORE_VALUE}[“”„‘’＂〝](.*)[“”‘’＂〟]\\s*$`, 'u').exec(line) ?? [];
    if (value === '') return null;
    const problem = say('the quotation marks are typographic; YAML knows only the straight ones');
    return { problem, line: lead + key + quoted(value) };
  },
];

/** Quotation marks that are not closed, or not as they were opened. */
const QUOTES: readonly Mend[] = [
  (line) => {
    const [, lead = '', key = '', value = ''] =
      new RegExp(`^${BEFORE_VALUE}(["'].*[“”＂‘’])\\s*$`, 'u').exec(line) ?? [];
    const mark = value[0] ?? '';
    if (value === '' || value.slice(1).includes(mark)) return null;
    const problem = say('the quotation marks are typographic; YAML knows only the straight ones');
    return { problem, line: lead + key + value.slice(0, -1) + mark };
  },
  (line) => {
    const [, , , mark = '', value = ''] = new RegExp(`^${BEFORE_VALUE}(["'])(.*)$`, 'u').exec(line) ?? [];
    if (mark === '' || value.includes(mark)) return null;
    return { problem: say('a quotation mark is not closed'), line: line.trimEnd() + mark };
  },
];

/** Such as a path of Windows. */
const ESCAPED: Mend = (line) => {
  const [, lead = '', key = '', value = ''] = new RegExp(`^${BEFORE_VALUE}"(.*\\\\.*)"\\s*$`, 'u').exec(line) ?? [];
  if (value === '') return null;
  const problem = say('a backslash between double quotation marks begins an escape; single ones take it as it is');
  return { problem, line: `${lead}${key}'${value.replaceAll("'", "''")}'` };
};

const VALUES: readonly Mend[] = [
  ESCAPED,
  quotedValue(new RegExp(`^${BEFORE_VALUE}(.+?)( +# .*)?$`, 'u')),
  // What looks like a key may be the beginning of a text.
  quotedValue(/^( *(?:- +)+)()(.+?)( +# .*)?$/u),
];

function quotedValue(pattern: RegExp): Mend {
  return (line) => {
    const [, lead = '', key = '', value = '', comment = ''] = pattern.exec(line) ?? [];
    if (lead.trim() + key === '' || /^[|>][+-]?\d?$/.test(value)) return null;
    const problem = say('characters in this text have a meaning in YAML: it needs quotation marks');
    return { problem, line: `${lead}${key}${quoted(value.trimEnd())}${comment}` };
  };
}

/** As YAML reads it back. */
export function quoted(text: string): string {
  return /["\\]/.test(text) ? `'${text.replaceAll("'", "''")}'` : `"${text}"`;
}

/** Indented like one of its neighbours. */
function* indented(lines: readonly string[], at: number): Generator<Correction> {
  const line = (lines[at] ?? '').trimStart();
  if (/^-?$/.test(line)) return;
  for (const width of widthsNear(lines, at)) {
    const problem = say('the line is not indented like its neighbours');
    yield { at, problem, lines: new Map([[at, ' '.repeat(width) + line]]) };
  }
}

function widthsNear(lines: readonly string[], at: number): number[] {
  const own = indentOf(lines[at] ?? '');
  const isFull = (line: string): boolean => line.trim() !== '';
  const near = [
    ...lines.slice(0, at).filter(isFull).slice(-3).reverse(),
    ...lines
      .slice(at + 1)
      .filter(isFull)
      .slice(0, 1),
  ];
  const widths = near.flatMap((each) => {
    const width = indentOf(each);
    return /^ *- /.test(each) ? [width + 2, width] : [width];
  });
  return [...new Set(widths)].filter((width) => width !== own);
}

function indentOf(line: string): number {
  return line.length - line.trimStart().length;
}

/** A key that is there twice may begin a further item of its list. */
export function* furtherItem(lines: readonly string[], at: number): Generator<Correction> {
  const [, indent = '', rest = ''] = /^ {2}( *)([^\s-].*)$/.exec(lines[at] ?? '') ?? [];
  if (rest === '') return;
  const problem = say('the hyphen of a list item is missing');
  yield { at, problem, lines: new Map([[at, `${indent}- ${rest}`]]) };
}
