import { say } from '../../words/text.ts';
import { type Finding, notApplicable, passed, type TalkTurn, type TurnCheck } from '../check.ts';
import { type Letters, lettersOf, lettersOfReply } from '../reading/letters.ts';
import { shortQuote } from '../reading/short-quote.ts';

/** In letters; words of English have more of them. */
const SHORTEST_LINE = { japanese: 8, english: 16 };
/** The same for a reply that is nothing but the line. */
const SHORTEST_BARE_LINE = { japanese: 4, english: 10 };

/** The share of the user's line that must come back in one run. */
const ECHOED = 0.8;
/** From here on it is the whole line, but for its last syllable. */
const WHOLE = 0.9;
/** In letters: えっ、 or Well, in front of the line. */
const INTERJECTION = 4;

/**
 * The reply says the user's line again, letter for letter. It fails if it adds little, up to a quarter of the line. It warns if it adds up to
 * the line's own length, or if it begins with the whole line and goes on after it. A shorter line counts if the reply is nothing else: a
 * question of five letters or more fails, even if it comes back more politely, and one of four
 * warns. An answer in the question's words (…飾ってる？ → …飾ってるよ！) or a reaction in them
 * (…だった。→ …だったんだね。) warns at most. Greetings, and words that the user asked to hear, are no matter for this check. The value is the
 * share of the user's line that came back.
 */
export const echoUser: TurnCheck<'echo.user'> = {
  id: 'echo.user',
  version: 2,
  unit: 'turn',
  onPartial: 'never',
  run(turn) {
    const literal = literalEcho(turn);
    return literal.result === 'fail' ? literal : (returnedQuestion(turn) ?? literal);
  },
};

function literalEcho(turn: TalkTurn): Finding {
  const { user } = turn;
  const line = lettersOf(user);
  const said = lettersOfReply(turn);
  const shortest = said.text === line.text ? SHORTEST_BARE_LINE : SHORTEST_LINE;
  if (line.text.length < shortest[/^[\x00-\x7F]*$/.test(line.text) ? 'english' : 'japanese'])
    return notApplicable(say('the line of the user is too short to be echoed'));
  if (line.text.replace(GREETINGS, '').length < 4) return notApplicable(say('greetings are answered with greetings'));
  const run = echoedRun(line, said);
  const isWhole = run.length === line.text.length;
  // Whoever is asked to repeat words does not repeat the request.
  if (ASKS_FOR_WORDS.test(user) && !isWhole) return notApplicable(say('the user asked to hear these words'));
  const share = run.length / line.text.length;
  const result = judged(turn, { line: line.text, said: said.text, run });
  if (result === 'pass') return passed(say('the reply does not repeat the line of the user'), share);
  return {
    result,
    value: share,
    spans: [{ start: said.at[run.from] ?? 0, end: (said.at[run.from + run.length - 1] ?? 0) + 1 }],
    message: say('the reply repeats the line of the user: "{line}"', { line: shortQuote(user) }),
  };
}

/**
 * Of …。アニメ好き？ nothing but アニメは好きですか？: the last question comes back, at most more politely.
 * @returns null if it does not
 */
function returnedQuestion(turn: TalkTurn): Finding | null {
  const { user, reply } = turn;
  const asked =
    user
      .slice(-LONGEST_QUESTION)
      .split(/[。．！？!?\n]/)
      .findLast((part) => /\p{L}/u.test(part)) ?? '';
  const words = questionWords(asked);
  if (reply.length > LONGEST_QUESTION || words.length < SHORTEST_QUESTION || !isQuestion(user) || !isQuestion(reply))
    return null;
  if (words !== questionWords(reply) || lettersOf(asked).text.replace(GREETINGS, '').length < SHORTEST_QUESTION)
    return null;
  const said = lettersOfReply(turn);
  return {
    result: 'fail',
    value: 1,
    spans: [{ start: said.at[0] ?? 0, end: (said.at.at(-1) ?? 0) + 1 }],
    message: say('the reply repeats the line of the user: "{line}"', { line: shortQuote(asked.trim()) }),
  };
}

const LONGEST_QUESTION = 80;
/** In letters. */
const SHORTEST_QUESTION = 5;

/** Without what makes a question polite (見てる and 見てますか are the same), without は, and without えー、 in front. */
function questionWords(text: string): string {
  const letters = lettersOf(text.trim().replace(/^[ぁ-ゖァ-ヺー〜～]{1,4}[、…]/, '')).text;
  return letters
    .replace(/(?:なの|の|ん)?(?:です|ます)?か?$/, '')
    .replace(/(?<=[てで])(?:いる|い|る)$/, '')
    .replace(/(?<=[\p{Script=Han}\p{Script=Katakana}ー])は/gu, '');
}

interface Echo {
  line: string;
  said: string;
  run: Run;
}

function judged({ user, reply }: TalkTurn, { line, said, run }: Echo): 'pass' | 'warn' | 'fail' {
  const share = run.length / line.length;
  const added = said.length - run.length;
  const end = run.from + run.length;
  const isAnswer = isQuestion(user) && !isQuestion(reply);
  if (share < ECHOED || (isAnswer && share < WHOLE)) return 'pass';
  const goesOn = REACTION.test(said.slice(end - 1));
  if (added > line.length) return run.from <= INTERJECTION && share >= WHOLE && !goesOn ? 'warn' : 'pass';
  if (said === line && line.length < SHORTEST_LINE.japanese) return shortEcho(line, user);
  return added <= Math.max(3, line.length / 4) && !goesOn && !isAnswer ? 'fail' : 'warn';
}

/** つかれたー may be said in sympathy; a question comes back from nobody who has understood it. */
function shortEcho(line: string, user: string): 'pass' | 'warn' | 'fail' {
  if (!isQuestion(user)) return 'pass';
  return line.length > SHORTEST_BARE_LINE.japanese ? 'fail' : 'warn';
}

/** …だった。→ …だったんだね。, and …終わらないよ。→ …終わらないよって */
const REACTION = /^.(?:(?:ん)?(?:だ|です|でした)?よ?[ねなか]|って|とは?[言思い])/;

const GREETINGS =
  /(?:それ)?じゃあ?ね?|おはよ[うー]?(?:ございます)?|こんにちは|こんばんは|おやすみ(?:なさい|ー)?|ありがと[うー]?(?:ございま(?:す|した))?|ただいま|おかえり(?:なさい)?|いただきます|ごちそうさま(?:でした)?|はじめまして|(?:どうぞ)?よろしく(?:お願い(?:し|いたし)ます)?|お?久しぶり(?:です)?|お疲れ(?:さま|様)?(?:です|でした)?|また(?:ね|明日|あした|今度)|バイバイ|さようなら|(?:あけまして)?おめでと[うー]?(?:ございます)?|お?元気(?:です|でした)?か?|good(?:morning|evening|night|bye)|hello|hi|thankyou|thanks|seeyou(?:later|tomorrow)?|howareyou|merrychristmas|happynewyear/g;

const ASKS_FOR_WORDS =
  /(?:って|と)(?:言って|いって|言え|言ってみて|返して|書いて|読んで|答えて)|繰り?返し|くりかえ|復唱|読み上げ|音読|真似して|まねして|訳して|英語で|日本語で|\b(?:repeat|say|read|write|translate)\b/i;

/** At the end, before emoji and closing marks. */
function isQuestion(text: string): boolean {
  return /[?？][^\p{L}\p{N}]*$|(?:です|ます|した|の|だろう|でしょう)か[。！!]*\s*$/u.test(text);
}

/** As many occurrences of its middle as are tried. */
const MOST_PLACES = 50;

interface Run {
  /** In letters of the reply. */
  from: number;
  length: number;
}

/** The longest run that has the middle of the line: every run of `ECHOED` or more has it. */
function echoedRun({ text: line }: Letters, { text: said }: Letters): Run {
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
