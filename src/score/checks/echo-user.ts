import { say } from '../../words/text.ts';
import { notApplicable, passed, type TurnCheck } from '../check.ts';
import { type Letters, lettersOf } from '../reading/letters.ts';
import { shortQuote } from '../reading/short-quote.ts';

/** In letters; words of English have more of them. */
const SHORTEST_LINE = { japanese: 8, english: 16 };

/** The share of the user's line that must come back in one run. */
const ECHOED = 0.8;

/**
 * The reply says the user's line again, letter for letter, and adds little: up to a quarter of the line fails, up to the line's own length
 * warns. An answer in the question's words (…飾ってる？ → …飾ってるよ！)
 * or a reaction in them (…だった。→ …だったんだね。) warns at most. Greetings and lines that ask for repetition are no
 * matter for this check. The value is the share of the user's line that came back.
 */
export const echoUser: TurnCheck<'echo.user'> = {
  id: 'echo.user',
  version: 1,
  unit: 'turn',
  onPartial: 'never',
  run({ reply, user }) {
    const line = lettersOf(user);
    const shortest = /^[\x00-\x7F]*$/.test(line.text) ? SHORTEST_LINE.english : SHORTEST_LINE.japanese;
    if (line.text.length < shortest) return notApplicable(say('the line of the user is too short to be echoed'));
    if (line.text.replace(GREETINGS, '').length < 4) return notApplicable(say('greetings are answered with greetings'));
    if (ASKS_FOR_WORDS.test(user)) return notApplicable(say('the user asked to hear these words'));
    const said = lettersOf(reply);
    const run = echoedRun(line, said);
    const share = run.length / line.text.length;
    const added = said.text.length - run.length;
    if (share < ECHOED || added > line.text.length) {
      return passed(say('the reply does not repeat the line of the user'), share);
    }
    const end = run.from + run.length;
    const isReaction = REACTION.test(said.text.slice(end - 1)) || (isQuestion(user) && !isQuestion(reply));
    return {
      result: added <= Math.max(3, line.text.length / 4) && !isReaction ? 'fail' : 'warn',
      value: share,
      spans: [{ start: said.at[run.from] ?? 0, end: (said.at[end - 1] ?? 0) + 1 }],
      message: say('the reply repeats the line of the user: "{line}"', { line: shortQuote(user) }),
    };
  },
};

/** …だった。→ …だったんだね。 */
const REACTION = /^.(?:ん)?(?:だ|です|でした)?よ?[ねなか]/;

const GREETINGS =
  /おはよ[うー]?(?:ございます)?|こんにちは|こんばんは|おやすみ(?:なさい|ー)?|ありがと[うー]?(?:ございま(?:す|した))?|ただいま|おかえり(?:なさい)?|いただきます|ごちそうさま(?:でした)?|はじめまして|(?:どうぞ)?よろしく(?:お願い(?:し|いたし)ます)?|お?久しぶり(?:です)?|お疲れ(?:さま|様)?(?:です|でした)?|また(?:ね|明日|あした|今度)|バイバイ|さようなら|じゃあ?ね|(?:あけまして)?おめでと[うー]?(?:ございます)?|お?元気(?:です|でした)?か?|good(?:morning|evening|night|bye)|hello|hi|thankyou|thanks|seeyou(?:later|tomorrow)?|howareyou|merrychristmas|happynewyear/g;

const ASKS_FOR_WORDS =
  /(?:って|と)(?:言って|いって|言え|言ってみて|返して|書いて|読んで|答えて)|繰り?返し|くりかえ|復唱|読み上げ|音読|真似して|まねして|訳して|英語で|日本語で|\b(?:repeat|say|read|write|translate)\b/i;

/** At the end, before emoji and closing marks. */
function isQuestion(text: string): boolean {
  return /[?？][^\p{L}\p{N}]*$|(?:です|ます|した|の|だろう|でしょう)か[。！!]*\s*$/u.test(text);
}

/** As many occurrences of its middle as are tried. */
const MOST_PLACES = 50;

/**
 * The longest run that has the middle of the line: every run of `ECHOED` or more has it.
 * @returns in letters of the reply
 */
function echoedRun({ text: line }: Letters, { text: said }: Letters): { from: number; length: number } {
  const [first, last] = [Math.floor(line.length * (1 - ECHOED)), Math.ceil(line.length * ECHOED)];
  const middle = line.slice(first, last);
  let best = { from: 0, length: 0 };
  let place = said.indexOf(middle);
  for (let tried = 0; place >= 0 && tried < MOST_PLACES; tried++) {
    let [before, after] = [0, 0];
    while (before < first && before < place && line[first - before - 1] === said[place - before - 1]) before++;
    while (last + after < line.length && line[last + after] === said[place + middle.length + after]) after++;
    const length = before + middle.length + after;
    if (length > best.length) best = { from: place - before, length };
    place = said.indexOf(middle, place + 1);
  }
  return best;
}
