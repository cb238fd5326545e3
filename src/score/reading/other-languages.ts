import type { Persona } from '../../scenario/schema.ts';

/** Whether the persona's own text speaks of English, so that it may be mixed in. */
export function mayMixEnglish({ instruction, traits }: Persona): boolean {
  const text = [instruction, ...traits.map(({ trait }) => trait)].join('\n');
  return /英語|英会話|English/i.test(text.replace(FORBIDDEN, ''));
}

const FORBIDDEN =
  /(?:英語|English)(?:での(?:会話|返信|返事))?(?:は|を|も)?[^。\n]{0,10}?(?:禁止|使わない|使わず|話さない|話せない|話せません|混ぜない|わからない|苦手|厳禁|NG)|(?:not|never|n't|no|without)\b[^.\n]{0,30}?\bEnglish/gi;

/** Whether the user speaks of English, and not to complain of it or to ask for Japanese. */
export function isAboutEnglish(line: string): boolean {
  return /英語|English/i.test(line) && !COMPLAINT.test(line) && !/日本語で/.test(line);
}

const COMPLAINT =
  /(?:英語|English)(?:で|は|を|も|が|に|の)?[^。\n]{0,10}?(?:わか[らりん]|分か[らりん]|読め|話せ|無理|ムリ|苦手|やめ|止め|禁止|ダメ|だめ|使わ|じゃな|なって|出て|なんで|何で)/i;

/** Names of languages by the scripts that they bring. */
const LANGUAGES: readonly [names: RegExp, scripts: readonly string[]][] = [
  [/韓国語|ハングル|朝鮮語|Korean|韓流|K-?POP/i, ['Hangul']],
  [/ロシア語|ウクライナ語|Russian|Ukrainian/i, ['Cyrillic']],
  [/ギリシャ語|Greek/i, ['Greek']],
  [/タイ語|Thai\b/i, ['Thai']],
  [/アラビア語|ペルシャ語|Arabic|Persian/i, ['Arabic']],
  [/ヘブライ語|Hebrew/i, ['Hebrew']],
  [/ヒンディー語|Hindi/i, ['Devanagari']],
  [/中国語|漢文|漢詩|北京語|広東語|Chinese|Mandarin/i, ['Han']],
  [/日本語|Japan|kanji|anime/i, ['Hiragana', 'Katakana', 'Han']],
];

/** Scripts of the languages that a text speaks of. */
export function scriptsSpokenOf(text: string): ReadonlySet<string> {
  return new Set(LANGUAGES.flatMap(([names, scripts]) => (names.test(text) ? scripts : [])));
}
