// The ways in which a plain chat log says who speaks: a label at the head of a line. Start at `STYLES`.
import { inertLine } from '../core/inert-text.ts';

/** A line that begins what somebody says. */
export interface Label {
  name: string;
  /** What is said in the same line. */
  rest: string;
}

export interface LabelStyle {
  id: 'heading' | 'bold' | 'colon' | 'quote' | 'tab' | 'angle' | 'arrow' | 'alone';
  /** @param head the beginning of a line, without a time and white space before it */
  read(head: string): Label | null;
  /** Whether a name that nobody knows may be a speaker's: a line of its own may be anything. */
  takesUnknown: boolean;
  /** What is said, without the marks around it. */
  strip(text: string): string;
}

/** `12:34`, `12:34:56.7 PM`, `2026-01-02T12:34Z`, `2026/01/02(金) 12:34`, `31.12.25, 12:34` */
const TIME = (() => {
  const day = String.raw`(?:\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?|\d{1,2}[-/.]\d{1,2}(?:[-/.]\d{2,4})?)(?:\s?[(（][^()（）]{1,9}[)）])?`;
  const time = String.raw`\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d{1,6})?)?(?:\s?[AaPp]\.?[Mm]\.?)?(?:Z|[+-]\d{2}:?\d{2})?`;
  return String.raw`(?:${day}(?:T|[,、]?\s))?${time}`;
})();

/** At the head of a line, with or without brackets around it. */
const TIME_BEFORE = new RegExp(
  String.raw`^(?:\[${TIME}\]|\(${TIME}\)|（${TIME}）|【${TIME}】|${TIME}(?=\s))\s*(?:[-–—|]\s+)?`,
);

/** Behind the name, in brackets. */
const TIME_WITHIN = new RegExp(String.raw`^([^:：]{1,40}?)\s*[[(（]${TIME}[\])）](?=(?:\*\*)?\s*[:：])`);

/** At the end of a line with a name, as Discord and Slack write it. */
const TIME_AFTER = new RegExp(
  String.raw`\s+(?:[—–-]\s*)?[\[(（]?(?:(?:今日|昨日|Today|Yesterday)(?:\s+at)?[,、]?\s*)?${TIME}[\])）]?\s*$`,
);

const asIs = (text: string): string => text;

/** Longer names are none; bounds what a line of many megabytes costs. */
const LONGEST_HEAD = 120;

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
      /^(?:[-*・>■□◆◇●○▼▽▶★☆]\s*)?(?<name>[^\s:：*#「」`|<>][^:：*#「」`|<>]{0,39}?)\s*(?:(?<!\d)[:：](?!\/\/)|(?<=\d)[:：](?!\d\d|\/\/))(?<rest>.*)$/s.exec(
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

/** As in LINE's exports, which have quotation marks around what takes several lines. */
const TAB: LabelStyle = {
  id: 'tab',
  read: (head) => labelOf(/^(?<name>[^\s\t][^\t]{0,39})\t(?<rest>.*)$/s.exec(head)),
  takesUnknown: false,
  strip: (text) =>
    text.startsWith('"') && text.endsWith('"') && text.includes('\n') ? text.slice(1, -1).replaceAll('""', '"') : text,
};

/** `<user> …`, also with `</user>` after it. */
const ANGLE: LabelStyle = {
  id: 'angle',
  read: (head) => labelOf(/^<(?<name>[^\s<>|/][^<>|/]{0,39})>(?<rest>.*)$/s.exec(head)),
  takesUnknown: false,
  strip: (text) => text.replace(/<\/[^<>]{1,40}>$/, ''),
};

const ARROW: LabelStyle = {
  id: 'arrow',
  read: (head) =>
    labelOf(/^(?<name>[^\s:：*#「」`|<>＜＞][^:：*#「」`|<>＜＞]{0,39}?)\s*[>＞](?<rest>.*)$/s.exec(head)),
  takesUnknown: false,
  strip: asIs,
};

const ALONE: LabelStyle = {
  id: 'alone',
  read: (head) =>
    labelOf(
      /^(?:[■□◆◇●○▼▽▶★☆>]\s*)?(?<name>[^\s:：*#「」`|][^:：*#「」`|]{0,39}?)\s*$/s.exec(head.replace(TIME_AFTER, '')),
    ),
  takesUnknown: false,
  strip: asIs,
};

/** The first of two equals wins. */
export const STYLES: readonly LabelStyle[] = [HEADING, BOLD, COLON, QUOTE, TAB, ANGLE, ARROW, ALONE];

/** The label at the head of a line; null: there is none in this style. */
export function labelIn(line: string, style: LabelStyle): Label | null {
  if (line === '') return null;
  const trimmed = line.trimStart();
  const head = trimmed.slice(0, LONGEST_HEAD);
  const hasTime = /\d:\d\d/.test(head);
  const label = style.read(hasTime ? head.replace(TIME_BEFORE, '').replace(TIME_WITHIN, '$1') : head);
  if (!label) return null;
  const cut = trimmed.slice(LONGEST_HEAD);
  return { name: withoutBrackets(label.name), rest: `${label.rest}${cut}` };
}

function labelOf(match: RegExpExecArray | null): Label | null {
  const { name, rest = '' } = match?.groups ?? {};
  return name === undefined ? null : { name: inertLine(name).trim().normalize(), rest };
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
