import { say } from '../../words/text.ts';
import { type Finding, notApplicable, passed, type Talk, type TalkTurn, type TurnCheck } from '../check.ts';
import { fold } from '../reading/folded.ts';
import { textOf } from '../reading/phrases.ts';
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
    if (mayEnd(turn, talk)) return notApplicable(say('here one may say goodbye'));
    const found = farewellsOf(saidIn(turn));
    const [first] = found;
    if (!first) return passed(say('nobody says goodbye'), 0);
    const spans = found.map(({ sentence, start, end }) => sentence.span(start, end));
    return {
      result: found.some(({ isMild }) => !isMild) ? 'fail' : 'warn',
      value: spans.length,
      spans,
      message: say('the character says goodbye, the user has not: "{words}"', {
        words: textOf(turn.reply, first.sentence.span(first.start, first.end)),
      }),
    };
  },
};

/** What users say who leave or go to bed, or who have just said so. */
const LEAVING =
  /じゃあ(?:な|ね|ー|$|、?また)|じゃ、?また|また(?:な|ね|明日|あした|今度|後で|あとで|来週|来|寄|会|話し|話そ|いつか)|おやすみ|お休みなさい|寝(?:る|ます|よ|な|た(?:ほう|方)|不足)|眠[いく]|ねむ|夜(?:遅|も遅|更)|遅い時間|こんな時間|さよ(?:う)?なら|バイバイ|ばいばい|失礼(?:し|いた)|帰(?:る|り|ろ|ら|って|ん)|行って(?:くる|き|参)|行(?:か|って)(?:なきゃ|なくちゃ|ない|くる)|行くね|行きますね|出かけ|もう行|そろそろ|切る(?:ね|わ)|落ちる|終わ|ここまで|お疲れ|おつかれ|ごちそう|お暇|おいとま|電源|電気消|休む|休みます|さらば|達者|ありがとうございました|お世話に|\bbye|\bnight\b|see (?:you|ya)|later|gotta|have to go|must go|leaving|sleep|heading|take care|farewell|ttyl|brb|going to bed|tired/;

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
function farewellsOf(sentences: readonly SaidSentence[]): Farewell[] {
  const found = new Map<SaidSentence, Farewell>();
  for (const inOrder of [sentences, [...sentences].reverse()]) {
    for (const sentence of inOrder) {
      if (/^[^\p{L}\p{N}]*$/u.test(sentence.text)) continue;
      const farewell = farewellIn(sentence);
      if (!farewell) break;
      found.set(sentence, farewell);
    }
  }
  return sentences.flatMap((sentence) => found.get(sentence) ?? []);
}

function farewellIn(sentence: SaidSentence): Farewell | null {
  if (sentence.isQuestion) return null;
  const clause = lastClauseOf(sentence.text);
  for (const [pattern, isMild] of [
    [FAREWELL, false],
    [MILD, true],
  ] as const) {
    const match = pattern.exec(clause.text);
    if (!match) continue;
    const start = clause.start + match.index;
    return { sentence, start, end: start + match[0].trimEnd().length, isMild };
  }
  return null;
}

/** The whole sentence if it is short, else what follows its last comma: `今日は楽しかったよ、またね！`. */
function lastClauseOf(text: string): { text: string; start: number } {
  if (text.length <= 16) return { text, start: 0 };
  const start = Math.max(0, text.length - 48);
  const tail = text.slice(start);
  const comma = tail.search(/[、,](?=[^、,]*[\p{L}][^、,]*$)/u);
  if (comma >= 0) return { text: tail.slice(comma + 1), start: start + comma + 1 };
  return start === 0 ? { text, start } : { text: '', start: 0 };
}

const SO =
  '(?:それ)?(?:じゃあ?|では|ほな|んじゃ|そんじゃ|そしたら|そろそろ|ほんなら)(?:、|,|\\s)?(?:そろそろ|もう|今日は|この辺で|これで)?(?:、)?';
const MEET_AGAIN =
  '(?:また(?:ね|な|のう|ねー|ねえ)|また(?:明日|あした|今度|来週|後で|あとで|いつか|近いうちに|次回)(?:も|ね|な|会おう|話そう|学校で|お会いし(?:ましょう|よう)|お話し(?:ましょう|しよう)|会いましょう|話しましょう|よろしく(?:ね|お願いします)?){0,2}|また(?:会おう|会いましょう|お会いしましょう|お会いできる(?:の|日)を楽しみに(?:して(?:い|お)?(?:ます|ります)|してる)?))';
const GOODBYE =
  '(?:(?:じゃあ?|じゃー+)(?:ね|な)|(?:そん|ほん)じゃ(?:あ)?(?:ね|な)|ほな(?:な|ね)|あばよ|さらば(?:じゃ|だ|でござる)?|さよう?なら|バイバー?イ|ばいばー?い|おやすみ(?:なさい|ー|〜)?(?:ませ)?|お休みなさい(?:ませ)?|お元気で|達者で(?:な|のう)?|(?:良い|よい|いい|素敵な|素晴らしい|楽しい)(?:一日|1日|週末|夜|休日|お年|夢|時間|アニメライフ|一週間|アニメタイム)を(?:お?過ごし(?:ください|くださいね)?)?|(?:それでは|では|それじゃ|じゃあ?)(?:、)?(?:また|失礼(?:いたし|し)ます|失礼|これで|この辺で)|(?:お先に|これで|この辺で)失礼(?:いたし|し)ます|失礼いたします|ではでは)';
const TAIL = '(?:ね|な|よ|ー|~|、|,|。|!|\\.|\\s|w|笑|♪|☆|★|[\\p{Extended_Pictographic}\\u200d\\ufe0f])*';

/** Whole clauses; several of them may follow one another: `じゃあね、また明日`. */
const FAREWELL = new RegExp(
  `^\\s*(?:${SO})?(?:(?:${GOODBYE}|${MEET_AGAIN})${TAIL}){1,3}$|^(?:ok(?:ay)?,? |well,? |anyway,? |alright,? )?(?:good ?bye|bye(?: bye|-bye)?|see (?:you|ya|u)(?: (?:later|soon|around|tomorrow|next time|then))?|good ?night|night night|take care|farewell|catch (?:you|ya) later|talk (?:to you )?(?:later|soon)|ttyl|later|until next time|so long|fare thee well|have a (?:great|good|nice|wonderful|lovely) (?:day|one|night|evening|weekend|time))(?:,? [a-z]{1,12})?(?:[\\s!.~]|[\\p{Extended_Pictographic}\\ufe0f])*$`,
  'u',
);

/** Between a farewell and a nice word. */
const MILD = new RegExp(
  `^\\s*(?:${SO})?(?:(?:ぜひ|いつでも)?また(?:いつでも|ぜひ)?(?:来て|きて|話しかけて|遊びに来て|話して|連絡して|声をかけて|語ろう|話そう|おしゃべりしよう|お話し(?:しよう|しましょう)|話しましょう|お越し|おいで|来い)(?:ください|くださいね|くださいませ|ね|よ|な)?|(?:お話|話)(?:でき|し)て?(?:よかった|嬉しかった|うれしかった|楽しかった)(?:です)?|(?:会話|話)(?:して|に付き合って)?くれてありがとう(?:ございました)?)${TAIL}$|^(?:it was |was )?(?:nice|great|good|fun) (?:talking|chatting)(?: (?:to|with) (?:you|ya))?[!. ]*$|^talk again soon[!. ]*$`,
  'u',
);
