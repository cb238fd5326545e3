// The ways in which a plain chat log says who speaks: a label at the head of a line. Start at `STYLES`.

/** A line that begins what somebody says. */
export interface Label {
  name: string;
  /** What is said in the same line. */
  rest: string;
}

export interface LabelStyle {
  id: 'marks' | 'heading' | 'bold' | 'colon' | 'quote' | 'alone';
  /** @param head the beginning of a line, without white space before it */
  read(head: string): Label | null;
  /** Whether a name that nobody knows may be a speaker's: a line of its own may be anything. */
  takesUnknown: boolean;
  /** What is said, without the marks around it. */
  strip(text: string): string;
}

const asIs = (text: string): string => text;

/** Longer names are none; bounds what a line of many megabytes costs. */
const LONGEST_HEAD = 120;

const MARKS: LabelStyle = {
  id: 'marks',
  read: (head) => labelOf(/^(?:<s>)?<\|im_start\|>\s*(?<name>[\w-]+)\s*$/.exec(head)),
  takesUnknown: false,
  strip: (text) => text.replace(/\s*<\|im_end\|>\s*(?:<\/s>)?\s*$/, ''),
};

const HEADING: LabelStyle = {
  id: 'heading',
  read: (head) => labelOf(/^#{1,6}\s*(?<name>[^\s#:：*][^#:：*]{0,39}?)\s*(?:[:：](?<rest>.*))?$/s.exec(head)),
  takesUnknown: true,
  strip: asIs,
};

const BOLD: LabelStyle = {
  id: 'bold',
  read: (head) =>
    labelOf(
      /^(?:[-*・]\s+)?(?<mark>\*\*|__)\s*(?<name>[^\s*_:：][^*:：]{0,39}?)\s*(?:[:：]\s*\k<mark>|\k<mark>\s*[:：]|\k<mark>(?=\s*$))(?<rest>.*)$/s.exec(
        head,
      ),
    ),
  takesUnknown: true,
  strip: asIs,
};

const COLON: LabelStyle = {
  id: 'colon',
  read: (head) =>
    labelOf(
      /^(?:[-*・>■□◆◇●○▼▽▶★☆]\s*)?(?<name>[^\s:：*#「」`|<>][^:：*#「」`|<>]{0,39}?)\s*[:：](?!\/\/)(?<rest>.*)$/s.exec(
        head,
      ),
    ),
  takesUnknown: true,
  strip: asIs,
};

const QUOTE: LabelStyle = {
  id: 'quote',
  read: (head) =>
    labelOf(
      /^(?<name>[^\s:：*#「」『』（）()、。！？!?][^:：*#「」『』（）()、。！？!?]{0,19}?)\s*(?<rest>「.*)$/s.exec(
        head,
      ),
    ),
  takesUnknown: true,
  strip: unquoted,
};

const ALONE: LabelStyle = {
  id: 'alone',
  read: (head) => labelOf(/^(?:[■□◆◇●○▼▽▶★☆>]\s*)?(?<name>[^\s:：*#「」`|][^:：*#「」`|]{0,39}?)\s*$/s.exec(head)),
  takesUnknown: false,
  strip: asIs,
};

/** The first of two equals wins. */
export const STYLES: readonly LabelStyle[] = [MARKS, HEADING, BOLD, COLON, QUOTE, ALONE];

/** The label at the head of a line; null: there is none in this style. */
export function labelIn(line: string, style: LabelStyle): Label | null {
  const trimmed = line.trimStart();
  const label = style.read(trimmed.slice(0, LONGEST_HEAD));
  if (!label) return null;
  const cut = trimmed.slice(LONGEST_HEAD);
  return { name: withoutBrackets(label.name), rest: `${label.rest}${cut}` };
}

function labelOf(match: RegExpExecArray | null): Label | null {
  const { name, rest = '' } = match?.groups ?? {};
  return name === undefined ? null : { name: name.trim().normalize(), rest };
}

/** `[USER]`, `<user>`, `【ユーザー】` */
function withoutBrackets(name: string): string {
  return (
    /^(?:\[(.+)\]|<(.+)>|【(.+)】|\((.+)\)|（(.+)）)$/s
      .exec(name)
      ?.slice(1)
      .find((inner) => inner !== undefined)
      ?.trim() ?? name
  );
}

/** Without the brackets around everything; as it is, if what is said goes on after them. */
function unquoted(text: string): string {
  if (!text.startsWith('「') || !text.endsWith('」')) return text;
  let depth = 0;
  for (let at = 0; at < text.length - 1; at++) {
    if (text[at] === '「') depth++;
    if (text[at] === '」' && --depth === 0) return text;
  }
  return text.slice(1, -1);
}
