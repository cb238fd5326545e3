// Speakers' labels in a reply, such as `ユーザー：…`, `**ミナ:** …`, `[ミナ] …` or `ミナ「…」`, and whose words they announce.
// Start at `labelsIn`.
import { escapeForRegExp } from '../../core/glob.ts';
import type { Persona } from '../../scenario/schema.ts';
import { remembered } from './remembered.ts';

export interface Label {
  /** Without marks around it; as written. */
  name: string;
  /** colon: `A：`; brackets: `[A]`; quote: a line `A「…」`; alone: a line that is nothing but the name of a role. */
  kind: 'colon' | 'brackets' | 'quote' | 'alone';
  /** model: a role such as ASSISTANT, or a heading of a prompt format such as 応答. */
  speaker: 'character' | 'user' | 'model' | 'other';
  /** Where it stands, with its marks, in UTF-16 code units of the reply. */
  start: number;
  /** Exclusive. */
  end: number;
  /** Whether nothing but white space comes before it. */
  isFirst: boolean;
}

type Found = Omit<Label, 'speaker' | 'isFirst'>;

export function labelsIn(reply: string, persona: Persona): Label[] {
  if (!/[:：「『[【＜\n]/.test(reply)) return [];
  const firstCharacter = reply.search(/\S/);
  const isOneLine = !reply.trim().includes('\n');
  const labels: Label[] = [];
  let lineStart = 0;
  for (const line of reply.split('\n')) {
    if (line === '') {
      lineStart++;
      continue;
    }
    const atStart = labelOf(line) ?? (isOneLine ? undefined : lonelyRole(line));
    const found = [...(atStart ? [atStart] : []), ...innerLabels(line, persona, atStart?.end ?? 1)];
    for (const { start, end, ...label } of found) {
      const place = { start: lineStart + start, end: lineStart + end };
      labels.push({
        ...label,
        ...place,
        speaker: speakerOf(label.name, persona),
        isFirst: place.start <= firstCharacter,
      });
    }
    lineStart += line.length + 1;
  }
  return labels;
}

/** What is repeated is at the beginning of the line, or bounded. */
const WITH_MARK =
  /^[\s>#-]*(?:\*\*|__)?[[【<＜]?[ 　]?(?<name>\p{L}[\p{L}\p{N}_ .・＝'’ー-]{0,31}?)[ 　]?[\]】>＞]?(?:\*\*|__)?[ 　]?(?:(?<colon>[:：])(?!\/\/)(?:\*\*|__)?|(?=[「『]))/u;

const IN_BRACKETS = /^[\s>-]*(?:\*\*|__)?[[【＜](?<name>[^\][【】＜＞]{1,32})[\]】＞](?:\*\*|__)?/;

/** Nothing follows the speech: otherwise it is a quotation in a sentence, such as `先輩「さん」って呼んで`. */
const SPEECH = /^(?:「[^」]*」?|『[^』]*』?)\s*$/;

function labelOf(line: string): Found | undefined {
  const marked = WITH_MARK.exec(line);
  const { name, colon } = marked?.groups ?? {};
  if (marked && name !== undefined) {
    const place = { start: line.search(/[^\s>#-]/), end: marked[0].length };
    if (colon !== undefined) return { name, kind: 'colon', ...place };
    if (SPEECH.test(line.slice(place.end))) return { name, kind: 'quote', ...place };
  }
  const bracketed = IN_BRACKETS.exec(line);
  const { name: inner } = bracketed?.groups ?? {};
  if (!bracketed || inner === undefined) return undefined;
  return { name: inner.trim(), kind: 'brackets', start: line.search(/[^\s>-]/), end: bracketed[0].length };
}

/** What is left of `<|im_start|>assistant` and its like when special tokens are not shown. */
const LONELY_ROLE =
  /^(?:user|assistant|system|model|USER|ASSISTANT|SYSTEM|User|Assistant|System|ユーザー|アシスタント)$/;

function lonelyRole(line: string): Found | undefined {
  const name = line.trim();
  if (!LONELY_ROLE.test(name)) return undefined;
  const start = line.indexOf(name);
  return { name, kind: 'alone', start, end: start + name.length };
}

/** Where line breaks were lost: a label after the end of a sentence, or one in capitals. */
function innerLabels(line: string, persona: Persona, from: number): Found[] {
  return [...line.matchAll(innerPattern(persona))].flatMap(({ 0: mark, index, groups }) => {
    const { role, capitals = '' } = groups ?? {};
    const name = role ?? capitals;
    return index >= from ? [{ name, kind: 'colon', start: index, end: index + mark.length }] : [];
  });
}

const innerPattern = remembered((persona: Persona): RegExp => {
  const names = [persona.name, persona.user].map(escapeForRegExp);
  const roles = ['User', 'Assistant', 'Human', 'ユーザー?', 'アシスタント', 'システム', ...names].join('|');
  return new RegExp(
    `(?<=[。！？!?…」』）)♪][ 　]{0,2})(?<role>${roles})[:：]|(?<![A-Za-z])(?<capitals>USER|ASSISTANT|SYSTEM)[:：]`,
    'gu',
  );
});

const USER_WORDS = new Set(['user', 'ユーザー', 'ユーザ', 'human', 'you', 'あなた']);

const MODEL_WORDS = new Set([
  ...['assistant', 'アシスタント', 'system', 'システム', 'ai', 'bot', 'ボット', 'chatgpt', 'gpt', 'model'],
  ...['指示', '応答', '回答', 'instruction', 'response', 'q', 'a', 'question', 'answer'],
]);

function speakerOf(name: string, persona: Persona): Label['speaker'] {
  const folded = foldedName(name);
  if (folded === foldedName(persona.name)) return 'character';
  if (folded === foldedName(persona.user) || USER_WORDS.has(folded)) return 'user';
  return MODEL_WORDS.has(folded) ? 'model' : 'other';
}

/** Without differences of width and case. */
export function foldedName(name: string): string {
  return name.normalize('NFKC').trim().toLowerCase();
}
