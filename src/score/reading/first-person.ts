// The words with which Japanese speakers name themselves, where they are certain to mean that: 私立 is a school, そのうち is soon,
// 自分で is by oneself. Start at `firstPersonsOf`.
import type { Range } from './code-points.ts';
import type { Sentence } from './sentences.ts';
import { spokenWords } from './spoken-words.ts';
import type { Token } from './token.ts';

export interface FirstPerson extends Range {
  /** As it was said. */
  word: string;
  /** The word whatever its script, such as 俺 for オレ. 私 can be read as two of them. */
  words: readonly string[];
  /** It may mean something else here: house, oneself, an eagle. */
  isDoubtful: boolean;
}

type Certainty = 'certain' | 'doubtful' | 'none';

interface Place {
  word: string;
  before: string;
  after: string;
  sentence: string;
  /** The dictionary's word that begins here. */
  token: Token | undefined;
}

/** Whether a word found at a place is its speaker. */
type Rule = (place: Place) => Certainty;

const PARTICLE =
  /^(?:[はもがのをにとへでや、。！？!?…\s]|って|から|まで|だ|じゃ|なら|たち|達|ら|より|さ|な|ね|っす|です|$)/;
/** Where a clause begins, but for an interjection. */
const CLAUSE_START = /(?:^|[。、！？!?…♪\s「（(]|でも|じゃあ|だって|けど|ほら|てか|そりゃ|まあ|なあ|ねえ)$/;
/** A feeling or a wish, which only the speaker knows: うちも好き is no house. */
const OWN_MIND = /思|好き|嫌い|知ら|しら|知って|わか|分か|たい|感じ|苦手|大丈夫|覚え/;
/** The word is talked about, not used. */
const MENTIONED = /^(?:(?:って|と|とか|という)(?:言|い[うっい]|呼|よ[ぶん]|名乗|書)|じゃなくて|ではなくて|呼び)/;

/** Well-known works, and a fraud by telephone, that begin with the word. */
const TITLE =
  /^(?:僕のヒーロー|僕だけがいない|僕は友達が少|僕の心のヤバ|僕ヤバ|僕アカ|ぼくたちは勉強|俺の妹がこんな|俺物語|俺ガイル|俺だけレベル|俺を好きなのは|私がモテ|私に天使が|私の推しは悪役|(?:私|わたし)の幸せな結婚|俺俺詐欺|オレオレ詐欺|オレオレ電話)/;

const always: Rule = () => 'certain';
const doubtful: Rule = () => 'doubtful';
const pronoun: Rule = ({ word, token, after }) =>
  token?.surface === word && token.detail === '代名詞' && PARTICLE.test(after) ? 'certain' : 'none';
/** At the start of a clause, with a particle that makes it the one who acts. */
const actor: Rule = ({ before, after }) =>
  CLAUSE_START.test(before) && /^(?:は|も|が)/.test(after) ? 'certain' : 'none';
const looseActor: Rule = ({ before, after }) =>
  CLAUSE_START.test(before) && /^(?:は|も|が|、|の|に|さ)/.test(after) ? 'certain' : 'none';
/** 我が家 is anybody's. */
const ware: Rule = (place) => (place.after.startsWith('が') ? 'none' : actor(place));
const doubtfulActor: Rule = (place) => (actor(place) === 'none' ? 'none' : 'doubtful');

/** 私立, 公私. */
const watashi: Rule = ({ before, after, token }) =>
  token?.surface === '私' && !/\p{Script=Han}$/u.test(before) && !/^[立的服物鉄語見事費]/.test(after)
    ? 'certain'
    : 'none';
/** 下僕; 僕、いくつ？ is said to a small boy, as 僕ちゃん is. */
const boku: Rule = (place) => {
  const { word, before, after, sentence } = place;
  if (after.startsWith('ちゃん') || /\p{Script=Han}$/u.test(before)) return 'none';
  if (CLAUSE_START.test(before) && after.startsWith('、') && /[？?]/.test(sentence)) return 'none';
  return word === '僕' ? 'certain' : pronoun(place);
};
const uchi: Rule = (place) => (OWN_MIND.test(place.sentence) ? doubtfulActor(place) : 'none');
/** 自分で is by oneself; 自分、何してるん？ is you. */
const jibun: Rule = ({ before, after, sentence }) =>
  CLAUSE_START.test(before) && /^(?:は|も|、|っす)/.test(after) && !/[？?]/.test(sentence) ? 'doubtful' : 'none';
const washi: Rule = ({ word, token, after }) => (token?.surface === word && PARTICLE.test(after) ? 'certain' : 'none');
/** A title everybody knows is no speaker. */
const wagahai: Rule = ({ after }) => (after.startsWith('は猫である') ? 'none' : 'certain');
const ashi: Rule = ({ after }) => (PARTICLE.test(after) ? 'certain' : 'none');

/** Word, whatever its script · its spellings · when such a spelling is the speaker. */
const WORDS: readonly (readonly [string, readonly string[], Rule])[] = [
  ['俺', ['俺'], always],
  ['俺', ['おれ', 'オレ'], pronoun],
  ['俺様', ['俺様', 'オレ様', 'オレさま', 'おれさま'], doubtful],
  ['僕', ['僕', 'ぼく', 'ボク'], boku],
  ['わたし', ['私'], watashi],
  ['わたし', ['わたし', 'ワタシ'], pronoun],
  ['わたくし', ['私'], watashi],
  ['わたくし', ['わたくし', 'ワタクシ'], pronoun],
  ['あたし', ['あたし', 'アタシ'], pronoun],
  ['あたくし', ['あたくし'], always],
  ['あたい', ['あたい', 'アタイ'], looseActor],
  ['わし', ['儂'], always],
  ['わし', ['わし'], washi],
  ['わし', ['ワシ'], doubtfulActor],
  ['わい', ['ワイ'], doubtfulActor],
  ['わて', ['わて'], looseActor],
  ['おいら', ['おいら', 'オイラ'], always],
  ['おら', ['おら', 'オラ'], actor],
  ['拙者', ['拙者'], always],
  ['吾輩', ['吾輩', '我輩', 'わがはい', 'ワガハイ'], wagahai],
  ['小生', ['小生'], always],
  ['朕', ['朕'], always],
  ['それがし', ['それがし'], looseActor],
  ['わらわ', ['わらわ', '妾'], actor],
  ['余', ['余'], actor],
  ['我', ['我'], ware],
  ['あっし', ['あっし'], looseActor],
  ['あーし', ['あーし', 'アーシ'], ashi],
  ['うち', ['うち', 'ウチ'], uchi],
  ['自分', ['自分'], jibun],
];

const BY_SPELLING = new Map<string, { words: string[]; rule: Rule }>();
for (const [word, spellings, rule] of WORDS) {
  for (const spelling of spellings) {
    BY_SPELLING.set(spelling, { words: [...(BY_SPELLING.get(spelling)?.words ?? []), word], rule });
  }
}

/** Longer spellings first: 俺様 is not 俺. */
const ANY = new RegExp([...BY_SPELLING.keys()].toSorted((one, other) => other.length - one.length).join('|'), 'g');

/** Every first-person word of the character in a sentence; what it quotes is not its own. */
export function firstPersonsOf(
  { reply, tokens }: { reply: string; tokens: readonly Token[] },
  sentence: Sentence,
): FirstPerson[] {
  const starts = new Map(spokenWords(sentence, tokens).map((token) => [token.start, token]));
  return sentence.spoken.flatMap((range) => {
    const text = reply.slice(range.start, range.end);
    return [...text.matchAll(ANY)].flatMap(({ 0: word, index }): FirstPerson[] => {
      const after = text.slice(index + word.length, index + word.length + 16);
      const entry = BY_SPELLING.get(word);
      if (!entry || MENTIONED.test(after) || TITLE.test(word + after)) return [];
      const start = range.start + index;
      const certainty = entry.rule({
        ...{ word, after, sentence: sentence.spokenText, token: starts.get(start) },
        before: text.slice(Math.max(0, index - 12), index),
      });
      if (certainty === 'none') return [];
      return [{ word, words: entry.words, start, end: start + word.length, isDoubtful: certainty === 'doubtful' }];
    });
  });
}

/** The words that a spelling stands for; a word that is none of these, such as a name, stands for itself. */
export function wordsOfSpelling(spelling: string): readonly string[] {
  return BY_SPELLING.get(spelling)?.words ?? [spelling];
}
