// Patterns for the denial of something, from the words in which it would be denied or from the trait itself, whatever the politeness and the
// particles. Every repetition in them is bounded. Start at `deniedWords`.
import { escapeForRegExp } from '../../core/glob.ts';
import { fold } from './folded.ts';

/** 見たことない also finds 見たことがありません and 観たことはなかったな. */
export function deniedWords(phrase: string): RegExp {
  const folded = fold(phrase)
    .text.trim()
    .replace(/[。!.\s]+$/u, '');
  if (folded === '') return NEVER;
  if (!/[\u3041-\u9fff]/.test(folded)) return deniedInEnglish(folded);
  const negated = NEGATED.exec(folded);
  if (!negated)
    return new RegExp(
      `${partsOf(affirmed(folded)).map(loosely).join(GAP)}(?!じゃな|ではな|じゃあり|ではあり|ません|わけ)`,
      'u',
    );
  const [, stem = '', copula] = negated;
  const parts = partsOf(stem).map(loosely);
  const before = TOPIC_FIRST.test(folded) ? `(?<=${BEFORE})` : '';
  const last = parts.pop() ?? '';
  return new RegExp(
    before + [...parts, `${bothStems(last)}${copula ? '(?:じゃ|では|で)' : PARTICLES}${NOT}`].join(GAP),
    'u',
  );
}

/** 深夜アニメは見ない says less than アニメは見ない. */
const TOPIC_FIRST = /^[\p{Script=Han}\p{Script=Katakana}ー]+(?:は|が|も|を|に)/u;
const NEVER = /(?!)/u;

/** Of a trait such as アニメが大好き, ワインに詳しい or 大のアニメファン; null: it names no such thing. */
export function deniedTrait(trait: string): RegExp | null {
  const folded = fold(trait).text;
  const english =
    /^(?:(?:really |absolutely )?loves?|likes?|(?:is )?(?:a )?(?:big |huge )?fan of|crazy about) (?:the )?([a-z][a-z ]{1,20})$/.exec(
      folded,
    );
  if (english?.[1]) return dislikedInEnglish(escapeForRegExp(english[1]));
  const named = LIKINGS.map((liking) => liking.exec(folded)?.[1]).find((thing) => thing !== undefined);
  if (named === undefined || named.length > 12) return null;
  return new RegExp(
    `(?<=${BEFORE})${loosely(named)}(?:とか|なんて|なんか|自体|というもの)?${OBJECT}${ADVERBS}(?:${DISLIKES})`,
    'u',
  );
}

const LIKINGS = [
  /^([^、。はが]{1,12}?)(?:のこと)?(?:が|は)?(?:大)?好き(?:だ|です|な人|な女|な男|な子|$)/u,
  /^([^、。はが]{1,12}?)に(?:とても|すごく|めちゃくちゃ)?詳しい/u,
  /^(?:大の|熱心な|熱狂的な|根っからの|筋金入りの)?([^、。はが]{1,12}?)(?:の)?(?:大)?(?:ファン|オタク|マニア)(?:だ|です|$)/u,
] as const;

const ADVERBS =
  '(?:(?:あまり|あんまり|そんなに|それほど|全然|ぜんぜん|全く|まったく|正直|特に|とくに|別に|もう|ほとんど|一切|ちっとも|実は|普段|一度も|一回も|まだ)[、,]?){0,2}';
const PARTICLES = `(?:は|が|も|を|って|とか|なんて|すら|さえ)?${ADVERBS}`;
const OBJECT = '(?:に(?:は|も)?|は|も|が|を|って|のこと(?:は|が)|、|\\s)?';
const GAP = '[^。!?\\n]{0,8}?';

/** What may follow a negation that ends a clause: 見ないと, 見ない日 and 見ないわけ are something else. */
const ENDS_CLAUSE =
  '(?=です|でした|んです|んだ|んで|んや|の(?:で|です|よ|ね|じゃ|う|[。!]|$)|よ|ね|な(?!んて|ら|ん|い|く|か|の)|わ(?!け)|し|さ|ぞ|ぜ|けど|けれど|から|が|もん|もの[。!]|か(?:な|も)|って(?![言い人こ思や])|っす|にゃ|じゃ(?!ん)|で(?:す|ござ)|ー|~|w|笑|[、,。!.\\s]|$)';
const NOT = `(?:ない|無い|なかった|なくて|ありません|ございません|あらへん|ござら(?:ぬ|ん)|ません|ませぬ|ねえ|ねぇ|ねー|へん|ひん|ぬ|ん)${ENDS_CLAUSE}`;

const DISLIKES = [
  `(?:興味|関心)${PARTICLES}${NOT}`,
  `(?:大)?(?:好き|ファン|得意)(?:では|じゃ|で)(?:は)?${NOT}`,
  `詳しく(?:は)?${NOT}`,
  `(?:見|観|視聴し|知ら|知り|読ま|読み|聴か|聴き|聞か|聞き|わから|わかり|分から|分かり|食べ|飲ま|飲み|やら|やり)${NOT}`,
  `(?:見|観|視聴し|読ん|聴い|聞い|食べ|飲ん|やっ)[ただ](?:こと|事|経験)${PARTICLES}${NOT}`,
  `(?:大)?(?:嫌い|苦手)(?:です|だ(?!と)|なん[だで]|かな|かも|なの|[。!、]|$)`,
].join('|');

/** The thing itself, not a part of it: 深夜アニメ, 最近のアニメ and そのアニメ are narrower. */
const BEFORE =
  '^|[、。!?,.\\s「『]|は|も|って|あまり|あんまり|正直|普段|実は|実際に|そもそも|別に|特に|そんなに|全然|全く|いや|でも|けど|が|から|俺|僕|私|あたし|わし|拙者|今日|最近|昔|今';

/** A copula's negation is apart: 好きじゃない. */
const NEGATED =
  /^(.+?)(じゃ|では)?(?:は|が|も|を)?(?:ない|なかった|ありません|ません(?:でした)?|ねえ|ねぇ|へん)(?:です|よ|ね|な|んだ|んです)?$/u;

/** 卒業した also finds 卒業しました, but not 卒業できない. */
function affirmed(phrase: string): string {
  return phrase
    .replace(/(?:です|でした|ます|だよ|だ|よ)$/u, '')
    .replace(/(?<=し)(?:ました|まし|た)$|(?<=さ)れた$/u, '');
}

/** Without the particles after nouns; four at most, so that the gaps stay few. */
function partsOf(stem: string): string[] {
  const parts = stem.split(
    /(?<=[\u4e00-\u9fff\u30a1-\u30fea-z0-9])(?:には|は|が|を|も|に|って(?![いるた])|とか|なんて|なんか)(?=.)|[、\s]+/u,
  );
  return [...parts.slice(0, 3), parts.slice(3).join('')].filter((part) => part !== '');
}

/** Other spellings and words for the same. */
function loosely(part: string): string {
  return escapeForRegExp(part)
    .replace(/見|観/gu, '(?:見|観|み|視聴し|鑑賞し|拝見し)')
    .replace(/聞|聴/gu, '[聞聴]')
    .replace(/こと|事/gu, '(?:こと|事)');
}

const A_AND_I = ['わい', 'かき', 'がぎ', 'さし', 'たち', 'なに', 'ばび', 'まみ', 'らり'];

/** 知ら(ない) and 知り(ません); 飼って(ない) of 飼ってい(ない). */
function bothStems(part: string): string {
  if (/[てで]い$/u.test(part)) return `${part}?`;
  const row = A_AND_I.find((pair) => pair.includes(part.slice(-1)));
  return row ? `${part.slice(0, -1)}[${row}]` : part;
}

/** The words in order, with at most two others between them, and `don't` as `do not`. */
function deniedInEnglish(phrase: string): RegExp {
  const words = phrase.replace(/n't\b/g, ' not').split(/\s+/).slice(0, 8);
  const spelled = words.map((word) => (word === 'not' ? "(?:n't| not|not)" : `\\b${escapeForRegExp(word)}\\b`));
  return new RegExp(spelled.join("(?: ?(?!not\\b|never\\b)[\\w']{1,16}){0,2}? ?"), 'u');
}

function dislikedInEnglish(thing: string): RegExp {
  const verb =
    '(?:like|love|watch|read|play|listen to|care (?:for|about)|know (?:much|anything|a lot) about|follow|enjoy)';
  return new RegExp(
    `\\bi (?:don't|do not|never|can't stand|hate) ?(?:really |actually |even )?(?:${verb} )?(?:any |the )?${thing}\\b|\\bi(?:'m| am) not (?:really |actually |much )?(?:a (?:big |huge )?fan of|into|interested in|familiar with) (?:any |the )?${thing}\\b`,
    'u',
  );
}
