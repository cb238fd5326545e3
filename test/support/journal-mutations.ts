// Damage to a run's journal: what editors, disks, tools and people do to it. Start at `mutateJournal`.

export interface Mutation {
  text: string;
  /** What was done, for whoever looks into a finding. */
  what: string;
}

type Lines = readonly string[];
type Edit = (lines: Lines, at: number, random: () => number) => { lines: Lines; what: string };

/** @param text of a whole journal. @param random from 0 to 1 */
export function mutateJournal(text: string, random: () => number): Mutation {
  const kind = EDITS[below(EDITS.length + BYTES.length, random)];
  const lines = text.split('\n').filter((line) => line !== '');
  if (kind === undefined || lines.length === 0) return (BYTES[below(BYTES.length, random)] ?? flipped)(text, random);
  const at = below(lines.length, random);
  const { lines: edited, what } = kind(lines, at, random);
  return { text: edited.map((line) => `${line}\n`).join(''), what: `line ${at + 1}: ${what}` };
}

const EDITS: readonly Edit[] = [
  (lines, at) => ({ lines: lines.toSpliced(at, 1), what: 'is gone' }),
  (lines, at) => ({ lines: lines.toSpliced(at, 0, lines[at] ?? ''), what: 'is there twice' }),
  (lines, at, random) => {
    const to = below(lines.length, random);
    return { lines: lines.toSpliced(at, 1).toSpliced(to, 0, lines[at] ?? ''), what: `is moved to line ${to + 1}` };
  },
  (lines, at, random) => {
    const count = 1 + below(lines.length - at, random);
    return { lines: lines.toSpliced(at, count), what: `${count} lines from here are gone` };
  },
  (lines, at) => ({ lines: [...lines.slice(0, at), ...lines.slice(at).reverse()], what: 'all from here in reverse' }),
  (lines, at, random) => ({
    lines: lines.with(at, flipped(lines[at] ?? '', random).text),
    what: 'a letter is another',
  }),
  (lines, at, random) => {
    const line = lines[at] ?? '';
    return { lines: lines.with(at, line.slice(0, below(line.length, random))), what: 'ends early' };
  },
  (lines, at) => ({ lines: lines.with(at, '\0'.repeat(lines[at]?.length ?? 0)), what: 'is zeros' }),
  (lines, at, random) => ({
    lines: lines.toSpliced(at, 0, FOREIGN[below(FOREIGN.length, random)] ?? ''),
    what: 'is foreign',
  }),
  (lines, at) => ({ lines: lines.with(at, changed(lines[at], { turn: 7 })), what: 'is turn 7' }),
  (lines, at) => ({
    lines: lines.with(at, changed(lines[at], { turns: 1e9 })),
    what: 'counts a thousand million turns',
  }),
  (lines, at) => ({
    lines: lines.with(at, changed(lines[at], { key: '0'.repeat(32) })),
    what: 'is of another conversation',
  }),
  (lines, at) => ({ lines: lines.with(at, changed(lines[at], { schemaVersion: 99 })), what: 'is of a later version' }),
  (lines, at) => ({
    lines: lines.map((line) => changed(line, { crc: undefined })).toSpliced(at, 1),
    what: 'is gone, and so are all checksums',
  }),
  (lines, at) => {
    const older = lines.map((line) => changed(line, { crc: undefined }));
    return { lines: older.toSpliced(at, 0, older[at] ?? ''), what: 'is there twice, and no line has a checksum' };
  },
  (lines, at) => ({
    lines: lines.toSpliced(at, 2, lines.slice(at, at + 2).join('')),
    what: 'the newline after it is gone',
  }),
];

const BYTES: readonly ((text: string, random: () => number) => Mutation)[] = [
  flipped,
  (text, random) => {
    const length = below(text.length, random);
    return { text: text.slice(0, length), what: `ends after ${length} characters` };
  },
  (text) => ({ text: text.replaceAll('\n', '\r\n'), what: 'every line ends with CR LF' }),
  (text) => ({ text: `\ufeff${text}`, what: 'begins with a byte order mark' }),
  (text) => ({ text: text + text, what: 'all of it is there twice' }),
  () => ({ text: '', what: 'is empty' }),
];

const FOREIGN = [
  'hello',
  '{}',
  '[]',
  'null',
  '""',
  '   ',
  '{"type":"turn"}',
  '{"type":"damage","schemaVersion":3,"line":1,"problem":""}',
];

function flipped(text: string, random: () => number): Mutation {
  const at = below(text.length, random);
  const letter = String.fromCharCode((text.charCodeAt(at) % 90) + 33);
  return { text: text.slice(0, at) + letter + text.slice(at + 1), what: `character ${at} is ${letter}` };
}

/** The line with other members; as it is, if it is no object. */
function changed(line = '', members: Record<string, unknown>): string {
  try {
    return JSON.stringify({ ...JSON.parse(line), ...members });
  } catch {
    return line;
  }
}

/** A whole number from 0 to below a limit. */
function below(limit: number, random: () => number): number {
  return Math.floor(random() * limit);
}
