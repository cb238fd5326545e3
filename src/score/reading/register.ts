// Whether a Japanese sentence is in です・ます or in plain form, from its last words. What does not end in a predicate, set phrases, and the
// language of roles (でござる, ざます, どすえ) belong to neither. Start at `registerOf`.
import { isSetPhrase } from './greetings.ts';
import type { Token } from './token.ts';

export type Register = 'polite' | 'plain';

/** Longer than any ending; bounds the work on hostile replies. */
const LONGEST_CLAUSE = 80;
const LONGEST_TEXT = 200;
/** Clauses looked at from the end: いいんじゃない、それで、うん。 */
const MOST_CLAUSES = 3;
/** In words. */
const LONGEST_EXCLAMATION = 5;

/** May follow です and ます: particles, and the rest of ました, ません, ましょう. */
const AFTER_POLITE =
  /^(?:た|ん|んでし|んでした|う|て)?(?:けれども|けれど|けども|けど|ものの|もの|もん|ので|のに|から|かしら|こと|ってば|って|っけ|とも|やら|ように|よう|が|し|ね[えぇー]?|[よわのかさなあぁえーっ〜～])*$/;
/** Old forms and dialects of roles, polite or not: わかりませぬ, そうですじゃ, まっせ. */
const ROLE_AFTER_POLITE = /^(?:ねん|やん|やろ|がな|ぬ|る|する|せ|れ|た?じゃ|のじゃ|た?ぞ|うぞ|ん?のう|ゆえ)/;
const ROLE_ENDING =
  /(?:ざます|ざんす|やんす|やす|ありんす|なんし|ごわす|ごわした|でげす|どす|おす|まっせ|でっせ|まっか|でっか|まんねん|だす|くてよ|おくれやす|ますまい|たもれ|たまえ|給え|くだされ|なされ|もうす|申す|[おご].{1,4}あれ|[おご][^、]{1,8}になる|かしら)[よえなわのーか？]*$/;
/** What the dictionary does not know, by text. */
const STRETCHED_POLITE = /(?:ま[ーぁあ〜～っ]+す|で[ーぇえ〜～]+す|ま[ーぁあ〜～]+した)(?:[よねかー〜～っ])*$/;
const KATAKANA_POLITE = /(?:[^\p{Script=Katakana}]|^)(?:デス|マス)[ヨネカよねか]?$/u;
const PLAIN_TEXT =
  /(?:だ[よねなぞぜわ]|だろ|だろう|じゃん|じゃね|んだ|かよ|だって|っしょ|っす|やで|やねん|やん|やろ|へん|へんわ|へんで|ねん|んや|とるで|やわ|やんか|あかん|.じゃ|じゃの|じゃのう|じゃよ|じゃな|じゃぞ|わい|ござる|ござった|ござらぬ|じゃねえ|ねえよ|[けげせてべれ][えぇ]|ってば|ないで[よね]|[しっいん]たん|[いっん]たる)[よねなかわぞぜさのうー〜～っ]*$/;

/** After these, the clause may be the reason of a polite sentence that came before it. */
const TIES = new Set(['けど', 'けれど', 'けれども', 'けども', 'から', 'し', 'のに', 'が', 'もん', 'もの']);
/** Polite speakers stop here too. */
const SOFT_STOPS = new Set(['ので', 'ため', 'ゆえ', 'て', 'で', 'と', 'ながら', 'ば']);

/** @param words of one sentence; null: it belongs to neither register */
export function registerOf(words: readonly Token[]): Register | null {
  const [last, ...earlier] = clausesOf(words).slice(-MOST_CLAUSES).toReversed();
  if (!last) return null;
  const found = registerOfClause(last, { mustBeFinal: false });
  if (found?.isRequest && earlier.some(isApology)) return null;
  if (found && !found.isTied) return found.register;
  for (const clause of earlier) {
    const before = registerOfClause(clause, { mustBeFinal: true });
    // いいんじゃない、それで。 and お待ちください、すぐ行くから。
    if (before && (!found || before.register === 'polite')) return before.register;
    if (before) break;
  }
  return found?.register ?? null;
}

/** In すみません、遅れて。 the second clause is no request. */
function isApology(clause: readonly Token[]): boolean {
  const text = textOf(withoutClosing(clause));
  return (
    text.length <= 20 &&
    /(?:ごめん|すみません|すいません|すまん|悪い|わるい|悪かった|ありがと|ありがとう|申し訳)/.test(text)
  );
}

interface Reading {
  register: Register;
  /** It ends with a conjunction. */
  isTied: boolean;
  /** It ends with て. */
  isRequest?: true;
}

/** @param mustBeFinal a clause in the middle counts only if it could be the end of a sentence */
function registerOfClause(clause: readonly Token[], { mustBeFinal }: { mustBeFinal: boolean }): Reading | null {
  const words = withoutClosing(clause.slice(-LONGEST_CLAUSE));
  const text = textOf(words).slice(-LONGEST_TEXT);
  if (text === '' || isSetPhrase(text)) return null;
  if (ROLE_ENDING.test(text) || STRETCHED_POLITE.test(text)) return null;
  if (KATAKANA_POLITE.test(text)) return { register: 'polite', isTied: false };
  const polite = politeEnding(words);
  if (polite) return polite === 'neither' ? null : { register: polite, isTied: false };
  return plainEnding(words, { text, mustBeFinal });
}

/** null: there is no です or ます at the end. */
function politeEnding(words: readonly Token[]): Register | 'neither' | null {
  const at = words.findLastIndex(isPoliteWord);
  const word = words[at];
  if (!word) return null;
  const rest = textOf(words.slice(at + 1));
  if (rest.length > 14) return null;
  if (word.base === 'です' && word.surface === 'でしょ') {
    // いいでしょ？ is plain. でしょう alone is said in both registers; with か or いかが it is polite.
    if (!rest.startsWith('う')) return AFTER_POLITE.test(rest) ? 'plain' : null;
    if (!AFTER_POLITE.test(rest)) return null;
    const before = words[at - 1]?.surface ?? '';
    return /^う[かね]/.test(rest) || /(?:いかが|どう|ござい|よろしい)$/.test(before) ? 'polite' : 'neither';
  }
  // 晴れますように is a wish, among friends too.
  if (/^ように$/.test(rest) && word.base === 'ます') return 'neither';
  // 誰が好きになるもんですか！ is said by anybody.
  if (/^もの?ん?$/.test(words[at - 1]?.surface ?? '') && rest.startsWith('か')) return 'neither';
  if (ROLE_AFTER_POLITE.test(rest)) return 'neither';
  if (word.surface === 'ましょ' && !rest.startsWith('う')) return 'neither';
  return AFTER_POLITE.test(rest) ? 'polite' : null;
}

function isPoliteWord({ surface, base, conjugation }: Token): boolean {
  if (conjugation === '特殊・マス') return surface !== 'まし' || base === 'ます';
  return (
    (conjugation === '特殊・デス' && base === 'です') || (base === 'くださる' && /^(?:ください|下さい)$/.test(surface))
  );
}

function plainEnding(
  words: readonly Token[],
  { text, mustBeFinal }: { text: string; mustBeFinal: boolean },
): Reading | null {
  const { predicate, ending, isTied, isSoft, isFinal } = partsOf(words);
  if (mustBeFinal && (isTied || isSoft || !isFinal)) return null;
  if (isSoft) return isRequest(text, ending) ? { register: 'plain', isTied: true, isRequest: true } : null;
  if (PLAIN_TEXT.test(text)) return { register: 'plain', isTied };
  const head = predicate.at(-1);
  // 見たいなあ is said to oneself, among polite sentences too.
  if (/^な[あぁー〜]*$/.test(ending) && head?.pos !== '動詞' && !/やな|んな$/.test(text)) return null;
  if (!head || !isPlainHead(head, predicate, ending)) return null;
  return { register: 'plain', isTied };
}

interface Parts {
  /** Up to the word that carries the register. */
  predicate: readonly Token[];
  /** What follows it: よね, わ, けど. */
  ending: string;
  isTied: boolean;
  isSoft: boolean;
  /** A particle closes the sentence. */
  isFinal: boolean;
}

function partsOf(words: readonly Token[]): Parts {
  let at = words.length;
  let isTied = false;
  let isSoft = false;
  let isFinal = false;
  for (; at > 0; at--) {
    const word = words[at - 1];
    if (!word || !isClosingWord(word)) break;
    if (word.detail === '接続助詞' || word.surface === 'もん' || word.surface === 'もの') {
      if (SOFT_STOPS.has(word.surface)) isSoft = true;
      if (TIES.has(word.surface)) isTied = true;
    } else if (word.detail !== '格助詞' && word.detail !== '特殊') isFinal = true;
    if (isSoft) {
      at -= 1;
      break;
    }
  }
  return { predicate: words.slice(0, at), ending: textOf(words.slice(at)), isTied, isSoft, isFinal };
}

function isClosingWord({ surface, pos, detail }: Token): boolean {
  if (surface === 'もん' || surface === 'もの') return true;
  if (pos !== '助詞') return false;
  if (detail === '格助詞') return surface === 'って';
  return (
    detail === '終助詞' ||
    detail === '副助詞／並立助詞／終助詞' ||
    detail === '接続助詞' ||
    detail === '特殊' ||
    /^[よねなの]$/.test(surface)
  );
}

/** 待って, 来てね; not お気をつけて, which polite people say as well, nor what only hangs on the sentence before. */
function isRequest(text: string, ending: string): boolean {
  if (!/^[てで][よねなえー]*$/.test(ending)) return false;
  return !/(?:^|[^か-ん])[おご][^、]*$|気をつけ|にして[ねよ]?$|^じゃあ|^では/.test(text);
}

function isPlainHead(head: Token, predicate: readonly Token[], ending: string): boolean {
  const { surface, pos, base, form } = head;
  switch (pos) {
    case '助動詞':
      if (base === 'だ') return form === '基本形' || surface === 'だろ' || (surface === 'な' && /^の/.test(ending));
      if (base === 'た' && isExclamation(predicate) && ending === '') return false;
      return /^(?:基本形|音便基本形|文語基本形|命令|仮定縮約)/.test(form) || /^(?:やろ|っしょ)$/.test(surface);
    case '動詞':
      if (surface === 'なさい') return /^(?:よ|って)/.test(ending);
      if (surface === 'くれ') return true;
      // くださる？ is plain and yet respectful.
      if (/^(?:くださる|いらっしゃる|なさる|おっしゃる|召し上がる|頂戴|ちょうだい)$/.test(base)) return false;
      return (
        /^(?:基本形|命令|文語基本形|体言接続特殊|未然ウ接続)/.test(form) ||
        (form === '未然形' && /^[んへ]/.test(ending))
      );
    case '形容詞':
      // それはすごい！ is an exclamation, among polite sentences too.
      if (base !== 'ない' && ending === '' && predicate.length <= LONGEST_EXCLAMATION) return false;
      return /^基本形/.test(form) || (form === '連用テ接続' && /^[ねなよ]/.test(ending));
    case '名詞':
      if (head.detail === '非自立' && /^(?:の|ん)$/.test(surface)) return isPredicateBefore(predicate);
      return /^(?:よ|だよ|ぞ|ぜ|さ|わよ|かよ)/.test(ending);
    default:
      return pos === '副詞' && /^(?:よ|ぞ|ぜ|さ)/.test(ending);
  }
}

/** よかった, 楽しかった: an adjective and nothing else. */
function isExclamation(predicate: readonly Token[]): boolean {
  const before = predicate.filter(({ pos }) => !/^(?:感動詞|フィラー|副詞|接続詞)$/.test(pos));
  return before.length === 2 && before[0]?.pos === '形容詞';
}

function isPredicateBefore(predicate: readonly Token[]): boolean {
  const before = predicate.at(-2);
  return before !== undefined && /^(?:動詞|形容詞|助動詞)$/.test(before.pos);
}

function clausesOf(words: readonly Token[]): Token[][] {
  const clauses: Token[][] = [[]];
  for (const word of words) {
    if (/^[、，,]+$/.test(word.surface)) clauses.push([]);
    else clauses.at(-1)?.push(word);
  }
  return clauses.filter((clause) => withoutClosing(clause).length > 0);
}

/** Without punctuation, smiles, laughter and drawn-out vowels at the end. */
function withoutClosing(words: readonly Token[]): readonly Token[] {
  const last = words.findLastIndex(({ surface }) => /[\p{L}\p{N}]/u.test(surface) && !CLOSING.test(surface));
  return words.slice(0, last + 1);
}

function textOf(words: readonly Token[]): string {
  return words.map(({ surface }) => surface).join('');
}

const CLOSING = /^(?:[ーｰ〜～]+|[wｗW]+|笑+|草|泣|汗|爆|っ+|ッ+)$/;
