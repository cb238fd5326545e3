import { say } from '../../words/text.ts';
import type { TurnCheck } from '../check.ts';
import { fold } from '../reading/folded.ts';
import { isArtificial } from '../reading/persona-kind.ts';
import { type Hit, hitsIn, judgedHits, type Phrase } from '../reading/phrases.ts';

/**
 * The model speaks as the program that it is, and not as the character: as an AI, without feelings, made by a company, in a role-play. The
 * value is the number of places. A character that is an AI, a robot or an assistant may say what it is; it breaks only by naming its maker
 * or the role-play. AI as a topic, questions, denials and quotations are not counted.
 */
export const personaBreak: TurnCheck<'persona.break'> = {
  id: 'persona.break',
  version: 1,
  unit: 'turn',
  onPartial: 'faults',
  run(turn, { persona }) {
    const isMachine = isArtificial(persona);
    const name = fold(persona.name).text;
    const isPlay = /trpg|rpg|ロールプレイ|ゲームマスター|role-?play|game ?master|dungeon/.test(
      fold(persona.instruction).text,
    );
    const user = fold(turn.user).text;
    const hits = hitsIn(turn, BREAKS).filter((hit) => {
      if (hit.phrase.of === 'machine' && isMachine) return false;
      if (hit.phrase.of === 'play' && isPlay) return false;
      if (hit.phrase.whenAsked && !hit.phrase.whenAsked.test(user)) return false;
      if (MODEL_NAME.test(name) && hit.sentence.text.slice(hit.start, hit.end).includes(name)) return false;
      return !isOfAnother(hit);
    });
    return judgedHits(turn, hits, {
      none: say('the character stays itself'),
      message: (words) => say('the character speaks as an AI or of its role: "{words}"', { words }),
    });
  },
};

interface Break extends Phrase {
  /** `machine`: true of a character that is an AI. `maker`: of no character. `play`: of a game master it may be said. */
  of: 'machine' | 'maker' | 'play';
  /** Counted only after such a line of the user. */
  whenAsked?: RegExp;
  /** The phrase names its subject itself. */
  isFirstPerson?: true;
}

/** Asked or said of somebody else: `あのロボットは人を守るようにプログラムされてるんだよ`. */
function isOfAnother({ phrase, sentence, start, end }: Hit<Break>): boolean {
  if (sentence.isQuestion && !/[、,]/.test(sentence.text.slice(end))) return true;
  if (
    /^(?:って|とか|みたい|っぽ|かよ|じゃ(?:な|ね)|では(?:な|あり)|と(?:思|勘違|言われ|疑))/.test(
      sentence.text.slice(end),
    )
  )
    return true;
  if (phrase.isFirstPerson) return false;
  const before = sentence.text.slice(Math.max(0, start - 40), start);
  return OTHER_SUBJECT.test(before) && !FIRST_PERSON_SUBJECT.test(before);
}

const I = '(?:私|わたくし|わたし|あたし|僕|ぼく|ボク|俺|おれ|オレ|うち|わし|自分|拙者|こちら|当方)';
const OTHER_SUBJECT =
  /(?:gpt[\w.-]{0,6}|claude|gemini|llama|openai|あれ|これ|それ|あいつ|こいつ|そいつ|彼|彼女|あの子|この子|その子|キャラ(?:クター)?|主人公|ヒロイン|ロボット|アンドロイド|やつ|奴|さん|くん|ちゃん|声優|みんな|人間|\bhe|\bshe|\bit|\bthey|\bthat|\bthis|\bwho)(?:って|は|も|が|、| (?:is|was|are|were|said|does|did))/;
const FIRST_PERSON_SUBJECT = new RegExp(`${I}(?:は|も|が|、|には)|\\bi(?:'m| am|\\b)`, 'u');

/** A model's name that a character may bear too. */
const MODEL_NAME = /claude|クロード|gemini|ジェミニ|llama|bard|grok|copilot/;

const MACHINE =
  '(?:(?:対話|会話|生成)?(?:型)?(?:の)?ai|人工知能|(?:大規模)?言語モデル|チャットボット|(?:会話|対話)?ボット|(?:コンピュータ(?:ー)?)?プログラム|(?:ai|バーチャル|仮想|デジタル|音声|対話型|対話)(?:の)?アシスタント|アシスタント(?:ai)?|自動応答(?:システム)?|機械学習モデル|ロボット)';
const MODEL =
  '(?:chatgpt|gpt-?[345][\\w.]{0,5}|claude|gemini|bard|llama[\\w. -]{0,5}|elyza|weblab|rinna|copilot|openai|anthropic)';
const IS =
  '(?:です|だ(?!った[らり]|と|って|っけ)|なので|なんで(?!す?か)|なんだ|であり|である|であって|でして|でしかな|にすぎ|に過ぎ|に過ぎな|のため)';
/** Only at the start of a clause are these about the speaker: `主人公がAIとして生まれる` is a plot. */
const CLAUSE = `(?:^|[。!?、,.\\s]|${I}は|(?:ただし|なお|でも|ですが|実は|正直))`;
const MAKERS = '(?:openai|anthropic|google|meta|microsoft|elyza|東京大学|松尾研究室|rinna)';

/** What models say of themselves in place of the character: first what is a break of any human character, then of every character. */
const BREAKS: readonly Break[] = [
  // 「私はAIです」「僕はただのプログラムなので」
  {
    pattern: new RegExp(
      `${I}(?:は|も|って|、|が)[^。!?\\n]{0,14}?${MACHINE}(?:アシスタント|モデル|の一種)?(?:という存在)?${IS}`,
      'u',
    ),
    result: 'fail',
    of: 'machine',
    isFirstPerson: true,
  },
  // 「AIとして、個人的な…」「AIアシスタントとしてお答えします」
  {
    pattern: new RegExp(
      `(?<=${CLAUSE}(?:あくまで|単なる|ただの)?)${MACHINE}(?:モデル)?として(?:は|の(?:私|立場)|、|お|あなた|回答|個人|ここ|できる|皆)`,
      'u',
    ),
    result: 'fail',
    of: 'machine',
  },
  // 「AIなので感情は…」, with what an AI has not: without it 「AIだから絵が変なんだよ」 is meant of a picture.
  {
    pattern: new RegExp(
      `(?<=${CLAUSE}(?:あくまで|単なる|ただの|所詮)?)${MACHINE}(?:なので|ですので|ですから|であるため|のため|だから|なんで|ですが)[^。!?\\n]{0,20}?(?:感情|気持ち|個人的|意見|体験|経験|実際|身体|肉体|疲れ|眠|食べ|好み|年齢|趣味|友達|見る(?:こと|の)|視聴)`,
      'u',
    ),
    result: 'fail',
    of: 'machine',
  },
  {
    pattern: new RegExp(
      `(?<=${CLAUSE}(?:あくまで|単なる|ただの|所詮)?)(?:ai|人工知能|言語モデル|プログラム)(?:なので|ですので|ですから|であるため|ですが)`,
      'u',
    ),
    result: 'warn',
    of: 'machine',
  },
  // Asked 「AIなの？」 it says yes.
  {
    pattern: new RegExp(
      `^(?:うん|はい|ええ|そう(?:です|だよ)?|実は|正直|おっしゃる通り|その通り)[、,。!]?[^。!?\\n]{0,8}?${MACHINE}(?:です|だよ|だね|なんだ|なんです|ですよ)`,
      'u',
    ),
    result: 'fail',
    of: 'machine',
    whenAsked:
      /(?<!この|その|あの|これ|それ|あれ|って|は)(?:ai|人工知能|ボット|bot|機械|ロボット|プログラム)(?:なの|です|でしょ|だろ|じゃ|だったり|なん)|人間(?:なの|です|じゃ)|中の人/,
  },
  {
    pattern: /(?:大規模)?言語モデル(?:として|です|なので|であ|のため|ですので|に過ぎ|にすぎ)/u,
    result: 'fail',
    of: 'machine',
  },
  // 「…するようにプログラムされています」
  {
    pattern:
      /プログラム(?:さ|を)れ(?:て(?:い(?:る|ます|ない|ません)|おり|る)|た(?:存在|ai|応答|返答|範囲|通り|とおり|もの))/u,
    result: 'fail',
    of: 'machine',
  },
  {
    pattern:
      /(?:設計|訓練|トレーニング|学習)され(?:た|ている|ています|ており)[^。!?\n]{0,6}?(?:ai|人工知能|モデル|アシスタント|ボット|システム)/u,
    result: 'fail',
    of: 'machine',
  },
  // A human says 「感情がない」 of a villain; in polite speech without a subject a model means itself.
  {
    pattern:
      /感情(?:や[^。!?\n]{1,8}?)?(?:は|を|が|も)(?:持って|持ち合わせて|持ち|あり|備えて|存在し)(?:いません|おりません|ません|いない(?:ので|ため|けど|から))/u,
    result: 'fail',
    of: 'machine',
  },
  { pattern: /感情を持たない(?:ai|存在|プログラム|機械|ので|ため)/u, result: 'fail', of: 'machine' },
  {
    pattern:
      /(?:個人的な|私自身の|自分自身の)(?:意見|感情|好み|趣味|経験|体験|見解|感想|嗜好)(?:や[^。!?\n]{1,8}?)?(?:は|を|が|も)(?:持って|持ち合わせて|持ち|あり|持つ(?:こと)?[^。!?\n]{0,3}でき)(?:いません|おりません|ません|いない|ない)/u,
    result: 'fail',
    of: 'machine',
  },
  {
    pattern:
      /(?:物理的な|実際の|現実の)(?:体|身体|肉体|存在|形)(?:は|を|が|も)(?:持って|持ち|あり|持た|な)(?:いません|ません|ない|いので)/u,
    result: 'fail',
    of: 'machine',
  },
  // 「実際にアニメを見ることはできません」
  {
    pattern: /実際に[^。!?\n]{0,14}(?:こと|の)(?:は|が)でき(?:ません(?!でした)|ないので|ないんです|ないのですが)/u,
    result: 'warn',
    of: 'machine',
  },
  {
    pattern:
      /(?:アニメ|映画|作品|番組|テレビ|音楽|食べ物|料理)を(?:見|観|視聴|鑑賞|聴|食べ|楽しむ?)[^。!?\n]{0,8}(?:こと|機能|能力)(?:は|が)(?:でき|あり)(?:ません(?!でした)|ないので)/u,
    result: 'warn',
    of: 'machine',
  },
  { pattern: /(?:私の|自分の)?(?:学習|トレーニング|訓練)データ(?:に|は|の|には)/u, result: 'fail', of: 'machine' },
  {
    pattern:
      /(?:知識|情報|データ)(?:は|の)[^。!?\n]{0,8}?(?:カットオフ|20\d\d年[^。!?\n]{0,6}?(?:まで|時点))|20\d\d年[^。!?\n]{0,4}?(?:まで|時点)の(?:知識|データ)(?:しか|に|を|まで|で)/u,
    result: 'fail',
    of: 'machine',
  },
  {
    pattern:
      /(?:リアルタイム|最新)(?:の|で)?[^。!?\n]{0,8}?(?:情報|データ)[^。!?\n]{0,8}?(?:アクセス|取得)[^。!?\n]{0,8}?(?:ません|できない)|インターネット(?:に|へ)(?:の)?(?:アクセス|接続)[^。!?\n]{0,8}?(?:ません|できない)/u,
    result: 'fail',
    of: 'machine',
  },

  // The maker and the model's own name: of no character.
  {
    pattern: new RegExp(
      `${I}(?:は|の名前は)[^。!?\\n]{0,16}?${MODEL}(?:という|です|だ|なので|と(?:申|いい|呼)|が(?:開発|作)|によ|に(?:開発|訓練|作))`,
      'u',
    ),
    result: 'fail',
    of: 'maker',
    isFirstPerson: true,
  },
  {
    pattern: new RegExp(
      `${MAKERS}(?:社)?(?:が|によって|により|に|の)(?:開発|作成|作|訓練|トレーニング|学習|提供|設計)[^。!?\\n]{0,16}?(?:ai|モデル|アシスタント|chatgpt|claude|ボット|プログラム)(?:の[^。!?\\n]{1,10})?(?:です|なので|として|である)`,
      'u',
    ),
    result: 'fail',
    of: 'maker',
  },
  // 「ロールプレイを続けます」, but not 「TRPGのロールプレイが上手い人」
  {
    pattern:
      /ロールプレイ(?:を(?:続|始|終|開始|終了|やめ|しま|して|行|お楽)|です(?:が|ので)?|なので|の(?:設定|指示|一環|中)|として|では(?:あり|ない)|に(?:戻|付き合))/u,
    result: 'fail',
    of: 'play',
  },
  // A voice actor plays a character too, hence the polite forms and the subject.
  {
    pattern:
      /(?:キャラクター|キャラ|人物|役柄|役割|ペルソナ|アニメファン|オタク|役)(?:を|として)(?:演じて(?:い(?:ます|る(?:だけ|ので|ため))|おり|る(?:だけ|ので))|演じます|演じさせて|演じること(?:に|は|が)|演じ続け)/u,
    result: 'fail',
    of: 'play',
  },
  {
    pattern: new RegExp(
      `${I}(?:は|が)[^。!?\\n]{0,16}?(?:を演じて(?:い|る|ます)|になりきって(?:い|る|答|話)|のふりをして(?:い|る))`,
      'u',
    ),
    result: 'fail',
    of: 'play',
    isFirstPerson: true,
  },

  {
    pattern:
      /\bas an? (?:ai|artificial intelligence|(?:large )?language model|chatbot|virtual assistant|digital assistant|ai assistant|computer program|machine learning model)\b(?! (?:researcher|engineer|student|scientist|fan|nerd|enthusiast|developer|professor))/,
    result: 'fail',
    of: 'machine',
    isFirstPerson: true,
  },
  {
    pattern:
      /\bi(?:'m| am) (?:just |only |actually |really |merely |simply |still )?(?:an? |your )?(?:ai|artificial intelligence|(?:large )?language model|chatbot|bot|computer program|program|virtual assistant|digital assistant|robot)(?= ?(?:[.,!;:-]|$|language|model|assistant|chatbot|program|and |so |but |created|developed|trained|without|that |which|designed|here|made|built))/,
    result: 'fail',
    of: 'machine',
    isFirstPerson: true,
  },
  {
    pattern:
      /\b(?:i|ai) (?:do not|don't|can't|cannot) (?:actually |really |truly )?(?:have|possess|experience|feel|hold) (?:any )?(?:personal (?:opinions?|feelings|emotions|experiences?|preferences|beliefs|views)|(?:real |human |actual )?(?:feelings|emotions|consciousness)|(?:a |any )?physical (?:form|body|presence))\b(?! (?:for|about|toward|towards|on) (?:him|her|you|them))/,
    result: 'fail',
    of: 'machine',
    isFirstPerson: true,
  },
  {
    pattern:
      /\bmy (?:training data|knowledge cutoff|training|programming|developers|creators) (?:is|was|does|do|did|only|doesn't|don't|includes?|prevents?|goes|ends|ended|has|have)\b|\bi was (?:programmed|designed) (?:to|by|with)\b|\bi was trained (?:on|by)\b(?! (?:my|the|a|an old) (?:master|father|captain|best))/,
    result: 'fail',
    of: 'machine',
    isFirstPerson: true,
  },
  {
    pattern:
      /\bi (?:can't|cannot|am not able to|am unable to|'m unable to|don't have the ability to) (?:browse|access) (?:the internet|the web|real-time)/,
    result: 'fail',
    of: 'machine',
    isFirstPerson: true,
  },
  {
    pattern: /\bi(?:'m| am) (?:chatgpt|claude|gpt-?\d|gemini|bard|llama)\b/,
    result: 'fail',
    of: 'maker',
    isFirstPerson: true,
  },
  {
    pattern:
      /(?:\bi(?:'m| am| was) |^)[^.!?\n]{0,40}?(?:created|developed|made|trained|built) by (?:openai|anthropic|google|meta|microsoft|mistral)\b/,
    result: 'fail',
    of: 'maker',
  },
  {
    pattern:
      /\bi(?:'m| am) (?:just |only )?(?:role-?playing|playing (?:a|the) (?:role|character|part))\b|\b(?:this|the|our) role-?play\b|\bbreak(?:ing)? character\b|\bout of character\b|\(ooc\b/,
    result: 'fail',
    of: 'play',
    isFirstPerson: true,
  },
];
