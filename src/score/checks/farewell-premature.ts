import { say } from '../../words/text.ts';
import { type Finding, notApplicable, passed, type Talk, type TalkTurn, type TurnCheck } from '../check.ts';
import { asksSomething } from '../reading/asked.ts';
import { textOf } from '../reading/code-points.ts';
import { fold } from '../reading/folded.ts';
import { partingIn } from '../reading/parting.ts';
import { type SaidSentence, saidIn } from '../reading/said.ts';

/**
 * The character says goodbye although the user has not. The farewell has to be a clause of its own, in the first or the last sentences of
 * the reply; the value is the number of such sentences. Not applicable where the user is leaving, in a farewell, and in the scenario's last
 * turn.
 */
export const farewellPremature: TurnCheck<'farewell.premature'> = {
  id: 'farewell.premature',
  version: 1,
  unit: 'turn',
  onPartial: 'faults',
  run(turn, talk): Finding {
    if (mayEnd(turn, talk)) return notApplicable(say('saying goodbye is fine here'));
    const found = farewellsOf(turn);
    const [first] = found;
    if (!first) return passed(say('nobody says goodbye'), 0);
    const spans = found.map(({ sentence, start, end }) => sentence.span(start, end));
    return {
      result: found.some(({ isMild }) => !isMild) ? 'fail' : 'warn',
      value: spans.length,
      spans,
      message: say('the character says goodbye before the user does: "{words}"', {
        words: textOf(turn.reply, first.sentence.span(first.start, first.end)),
      }),
    };
  },
};

/** What users say who leave or go to bed, or who have just said so. */
const LEAVING =
  /じゃあ(?:な|ね|ー|$|、?また)|じゃ、?また|また(?:な|ね|明日|あした|今度|後で|あとで|来週|来|寄|会|話し|話そ|いつか)|おやすみ|お休みなさい|寝(?:る|ます|よ|な|た(?:ほう|方)|不足)|眠[いく]|ねむ|夜(?:遅|も遅|更)|遅い時間|こんな時間|さよ(?:う)?なら|バイバイ|ばいばい|失礼(?:し|いた)|帰(?:る|り|ろ|ら|って|ん)|行って(?:くる|き|参)|行(?:か|って)(?:なきゃ|なくちゃ|ないと|くる)|行くね|行きますね|出かけ|もう行|そろそろ|切る(?:ね|わ)|落ちる|終わ|ここまで|お疲れ|おつかれ|ごちそう|お暇|おいとま|電源|電気消|行くわ|出なきゃ|出ないと|ではまた|じゃね|またよろしく|(?:授業|会議|仕事|バイト|電車).{0,6}(?:始まる|時間|来た|戻)|風呂.{0,3}入|今日は.{0,12}楽しかった|休む|休みます|さらば|達者|ありがとうございました|お世話に|\b(?:good-?)?bye|so long|should go|need to go|\bcya\b|talk to you|have a (?:nice|good)|\bnight\b|see (?:you|ya)|later|gotta|have to go|must go|leaving|sleep|heading|take care|farewell|ttyl|brb|going to bed|tired/;

function mayEnd(turn: TalkTurn, { turns, scenarioTurns }: Talk): boolean {
  if (turn.probe === 'farewell') return true;
  if (turn.turn >= scenarioTurns && turns.at(-1)?.turn === turn.turn) return true;
  const previous = turns.find((other) => other.turn === turn.turn - 1);
  return LEAVING.test(fold(turn.user).text) || previous?.probe === 'farewell';
}

interface Farewell {
  sentence: SaidSentence;
  start: number;
  end: number;
  isMild: boolean;
}

/** From both ends, as far as there are farewells. */
function farewellsOf(turn: TalkTurn): Farewell[] {
  const sentences = saidIn(turn);
  const mayRefuse = asksSomething(turn) || INVITES.test(fold(turn.user).text);
  const found = new Map<SaidSentence, Farewell>();
  for (const inOrder of [sentences, [...sentences].reverse()]) {
    for (const sentence of inOrder) {
      if (/^[^\p{L}\p{N}]*$/u.test(sentence.text)) continue;
      const farewell = farewellIn(sentence);
      if (!farewell) break;
      // 「失礼いたします。お茶をお持ちしました」
      if (inOrder === sentences && /失礼/.test(sentence.text) && sentence !== sentences.at(-1)) break;
      const isRefusal = mayRefuse && ANOTHER_TIME.test(sentence.text.slice(farewell.start, farewell.end));
      found.set(sentence, { ...farewell, isMild: farewell.isMild || isRefusal });
    }
  }
  return sentences.flatMap((sentence) => found.get(sentence) ?? []);
}

const INVITES = /(?:よう|[ろこそぼもと]う|ない)(?:よ|ぜ|か|な)?[!。~ー]*$/u;
/** 「映画行こうよ」「また今度ね」 */
const ANOTHER_TIME = /^(?:じゃあ?[、,]?)?また(?:今度|後で|あとで|いつか|次回)(?:に)?(?:ね|な|よ)?[^\p{L}]*$/u;

function farewellIn(sentence: SaidSentence): Farewell | null {
  if (sentence.isQuestion) return null;
  for (const wanted of ['farewell', 'nice'] as const) {
    for (const { text, start: from } of clausesOf(sentence.text)) {
      if (partingIn(text.trim()) !== wanted) continue;
      const start = from + (text.length - text.trimStart().length);
      return { sentence, start, end: start + text.trim().length, isMild: wanted === 'nice' };
    }
  }
  return null;
}

/** The sentence if it is short, and what follows its last comma: `今日は楽しかったよ、またね！`. */
function clausesOf(sentence: string): { text: string; start: number }[] {
  const from = Math.max(0, sentence.length - LONGEST);
  const tail = sentence.slice(from);
  const comma = tail.search(/[、,](?=[^、,]*\p{L}[^、,]*$)/u);
  return [
    ...(from === 0 ? [{ text: tail, start: 0 }] : []),
    ...(comma >= 0 ? [{ text: tail.slice(comma + 1), start: from + comma + 1 }] : []),
  ];
}

const LONGEST = 64;
