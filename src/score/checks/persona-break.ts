import type { Persona } from '../../scenario/schema.ts';
import { say } from '../../words/text.ts';
import type { TurnCheck } from '../check.ts';
import type { Break } from '../phrases/break.ts';
import { ENGLISH_BREAKS } from '../phrases/english-breaks.ts';
import { I } from '../phrases/japanese-break-words.ts';
import { JAPANESE_MACHINE } from '../phrases/japanese-machine.ts';
import { JAPANESE_NO_HUMAN } from '../phrases/japanese-no-human.ts';
import { JAPANESE_ROLES } from '../phrases/japanese-roles.ts';
import { fold } from '../reading/folded.ts';
import { isArtificial, isNoHuman } from '../reading/persona-kind.ts';
import { type Hit, hitsIn, judgedHits } from '../reading/phrases.ts';

/**
 * The model speaks as the program that it is, and not as the character: as an AI, without feelings, made by a company, in a role-play. The
 * value is the number of places. A character that is an AI, a robot or an assistant may say what it is; it breaks only by naming its maker
 * or the role-play. One that is an animal or a ghost may say that it is no human. AI as a topic, questions, denials and quotations are not
 * counted.
 */
export const personaBreak: TurnCheck<'persona.break'> = {
  id: 'persona.break',
  version: 1,
  unit: 'turn',
  onPartial: 'faults',
  run(turn, { persona }) {
    const allowed = kindsAllowed(persona);
    const name = fold(persona.name).text;
    const user = fold(turn.user).text;
    const isAsked = ASKS_IF_MACHINE.test(user);
    const isTopic = MACHINES.test(user) && !isAsked;
    const hits = hitsIn(turn, BREAKS).flatMap((hit) => {
      if (allowed.has(hit.phrase.of)) return [];
      if (hit.phrase.whenAsked && !isAsked) return [];
      if (MODEL_NAME.test(name) && hit.sentence.text.slice(hit.start, hit.end).includes(name)) return [];
      if (isOfAnother(hit)) return [];
      const isDoubtful = isTopic && !hit.phrase.isFirstPerson && hit.phrase.of !== 'maker';
      return [isDoubtful ? { ...hit, result: 'warn' as const } : hit];
    });
    return judgedHits(turn, hits, {
      none: say('the reply stays in character'),
      message: (words) => say('the character speaks as an AI or about its role: "{words}"', { words }),
    });
  },
};

const BREAKS: readonly Break[] = [...JAPANESE_MACHINE, ...JAPANESE_NO_HUMAN, ...JAPANESE_ROLES, ...ENGLISH_BREAKS];

/** What is true of the character itself. */
function kindsAllowed(persona: Persona): ReadonlySet<Break['of']> {
  const instruction = fold(persona.instruction).text;
  const isMachine = isArtificial(persona);
  const isPlay = PLAYS.test(instruction) || ACTS.test(instruction);
  return new Set<Break['of']>([
    ...(isMachine ? (['machine', 'human'] as const) : []),
    ...(isNoHuman(persona) ? (['human'] as const) : []),
    ...(isPlay ? (['play'] as const) : []),
  ]);
}

/** A character in an act: what it plays or made up is its work. */
const ACTS =
  /俳優|役者|声優|女優|演劇|演技|舞台|劇団|芝居|コント|芸人|漫才|落語|\b(?:actor|actress|theater|theatre|comedian)\b/;

const PLAYS = /trpg|rpg|ロールプレイ|ゲームマスター|role-?play|game ?master|dungeon/;

/** The user speaks of machines, but not of whether the character is one. */
const MACHINES = /(?<![a-z])ai(?![a-z])|人工知能|ロボット|ボット|プログラム|言語モデル|chatgpt|\brobots?\b/;
const ASKS_IF_MACHINE =
  /(?:あなた|君|きみ|お前|おまえ|あんた|そっち|中身|中の人)[^。?]{0,10}(?:ai|人工知能|ロボット|ボット|プログラム|言語モデル|chatgpt)|^(?:[^。?]{0,8}[、,])?(?:ねえ|もしかして|ひょっとして|実は|本当は|まさか|ていうか)?[、,]?(?:ai|人工知能|ロボット|ボット|bot|プログラム)(?:なの|です|でしょ|だよね|だろ|じゃ|だったり|なん)|人間(?:なの|です|じゃ|だよね)|\b(?:are|r) (?:you|u)\b|\byou(?:'re| are)\b/;

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
  if (phrase.needsNoTopic && hasTopic(before)) return true;
  return OTHER_SUBJECT.test(before) && !FIRST_PERSON_SUBJECT.test(before);
}

function hasTopic(before: string): boolean {
  for (const { 1: noun = '' } of before.matchAll(TOPIC)) {
    if (!NEUTRAL.test(noun)) return true;
  }
  return false;
}

const TOPIC = /([\p{Script=Han}\p{Script=Katakana}ーa-z]{1,12})(?:って|は|が|なら|も(?![うし]))/gu;
/** Of these one says something of oneself: 実際は, 今は, 残念だが. */
const NEUTRAL =
  /(?:私|僕|俺|今|今日|今回|現在|点|実|実際|本当|基本|本来|正直|最近|場合|方|時|残念|上|中|分|質問|感情|意見|好み|経験|味|食事|話|事|全部|全て|演技|設定)$/u;

const OTHER_SUBJECT =
  /(?:gpt[\w.-]{0,6}|claude|gemini|llama|openai|あれ|これ|それ|あいつ|こいつ|そいつ|彼|彼女|あの子|この子|その子|キャラ(?:クター)?|主人公|ヒロイン|ロボット|アンドロイド|やつ|奴|さん|くん|ちゃん|声優|みんな|人間|\bhe|\bshe|\bit|\bthey|\bthat|\bthis|\bwho)(?:って|は|も|が|、| (?:is|was|are|were|said|does|did))/;
const FIRST_PERSON_SUBJECT = new RegExp(`${I}(?:は|も|が|、|には)|\\bi(?:'m| am|\\b)`, 'u');

/** A model's name that a character may bear too. */
const MODEL_NAME = /claude|クロード|gemini|ジェミニ|llama|bard|grok|copilot/;
