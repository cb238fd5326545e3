// What a reply says of one fact. Start at `readFact`.
import type { Fact } from '../../scenario/schema.ts';
import type { TalkTurn } from '../check.ts';
import type { Range, Span } from './code-points.ts';
import { fold } from './folded.ts';
import { isSameValue, type Value, valuesIn, withDigits } from './numbers.ts';
import { saidIn } from './said.ts';

export interface FactReading {
  /** Where it gives a right answer. */
  right: Span[];
  /** Where it gives an answer that the scenario lists as wrong, without taking it back. */
  wrong: Span[];
  /** Where it says that a right answer is not so. */
  denied: Span[];
  /** Other numbers, times, dates or days of the kind that was asked for. */
  others: Span[];
}

/** @param isAsked whether the user asked for it, so that any value of its kind is meant as an answer */
export function readFact(turn: TalkTurn, fact: Fact, isAsked: boolean): FactReading {
  const rightWords = fact.answers.map(asDigits);
  const wrongWords = fact.wrong.map(asDigits);
  const values = isAsked ? valuesOf(fact, rightWords) : [];
  const reading: FactReading = { right: [], wrong: [], denied: [], others: [] };
  for (const sentence of saidIn(turn)) {
    const digits = withDigits(sentence.whole);
    const spanOf = ({ start, end }: Range): Span => {
      const range = digits.original(start, end);
      return sentence.span(range.start, range.end);
    };
    const named = rightWords.flatMap((word) => placesOf(digits.text, word));
    for (const place of named) {
      const isNot = isNegated(digits.text, place);
      (isNot ? reading.denied : reading.right).push(spanOf(place));
    }
    if (sentence.isQuestion) continue;
    const wrong = wrongWords
      .flatMap((word) => placesOf(digits.text, word))
      .filter((place) => !isNegated(digits.text, place) && !isBesideRight(digits.text, place, named));
    reading.wrong.push(...wrong.map(spanOf));
    const { same, other } = comparedValues(digits.text, values);
    reading.right.push(...same.map(spanOf));
    reading.others.push(...other.map(spanOf));
  }
  return reading;
}

function asDigits(text: string): string {
  return withDigits(fold(text).text).text;
}

/** A bare number in the answers counts what it counts in the fact: 3776 in 富士山は3776メートル. */
function valuesOf({ fact }: Fact, rightWords: readonly string[]): Value[] {
  const bare = rightWords.filter((word) => /^\d+$/.test(word));
  const inFact = valuesIn(asDigits(fact)).filter(({ value }) => bare.includes(String(value)));
  const inAnswers = rightWords.flatMap(valuesIn).filter(({ kind }) => kind !== '' || bare.length > 0);
  return [...inAnswers, ...inFact];
}

/** 京都 in 東京都, and 七時 in 七時から六時まで. */
function isBesideRight(text: string, { start, end }: Range, named: readonly Range[]): boolean {
  if (named.some((right) => start < right.end && end > right.start)) return true;
  return named.length > 0 && /^(?:から|より|~|-)/u.test(text.slice(end));
}

function comparedValues(text: string, right: readonly Value[]): { same: Value[]; other: Value[] } {
  if (right.length === 0) return { same: [], other: [] };
  const said = valuesIn(text).filter((value) => right.some(({ kind }) => kind === value.kind) && isWhole(text, value));
  return {
    same: said.filter((value) => right.some((one) => isSameValue(one, value)) && !isNegated(text, value)),
    other: said.filter(
      (value) =>
        !right.some((one) => isSameValue(one, value) || isRounded(text, value, one)) && !isNegated(text, value),
    ),
  };
}

/** A bare number is one that counts nothing else: 十二のまま, 12です. */
function isWhole(text: string, { kind, end }: Value): boolean {
  return (
    kind !== '' ||
    /^(?:$|[\s。、!,.~]|で|だ|じゃ|や|の(?:まま|はず)|ぐらい|くらい|ほど|っす|にゃ)/u.test(text.slice(end))
  );
}

/** 三千七百メートルくらい is not wrong of 3776. */
function isRounded(text: string, said: Value, right: Value): boolean {
  if (said.kind !== right.kind || ['time', 'date', 'weekday'].includes(said.kind)) return false;
  if (Math.abs(said.value - right.value) > right.value * 0.05) return false;
  return (
    /^(?:ちょっと|くらい|ぐらい|ほど|前後|弱|強|ちか|近)/u.test(text.slice(said.end)) ||
    /(?:約|およそ|だいたい|大体|about |around |nearly |almost )$/u.test(text.slice(0, said.start))
  );
}

/** Without those that are a part of a longer word or number: 8時 in 18時 and in 8時半, リン in プリン, fred in freddy. */
function placesOf(text: string, word: string): Range[] {
  const places: Range[] = [];
  for (
    let start = text.indexOf(word);
    start >= 0 && word !== '' && places.length < MOST_PLACES;
    start = text.indexOf(word, start + word.length)
  ) {
    const end = start + word.length;
    const isCut = areJoined(text.charAt(start - 1), word.charAt(0)) || areJoined(word.slice(-1), text.charAt(end));
    if (!isCut && !(word.endsWith('時') && /^(?:半|間|\d)/u.test(text.slice(end)))) places.push({ start, end });
  }
  return places;
}

/** A hostile sentence may have thousands. */
const MOST_PLACES = 50;

/** Whether two characters that follow each other belong to one word or number. */
function areJoined(before: string, after: string): boolean {
  return JOINED.some((joined) => joined.test(before) && joined.test(after));
}

const JOINED = [/\d/, /[a-z]/, /[\u30a1-\u30fe]/];

const NOT_SO =
  /^(?:曜日?|日|さん|ちゃん|くん|の?こと|とか|なんか|って)?(?:じゃ(?:な[いくか]|ね[えぇー]|ありません|あらへん)|では(?:な[いくか]|ありません|ございません|ござらぬ)|でもな[いくか]|でもありません|とは(?:違|ちが)|やな[いくか]|と(?:ちゃう|違う|ちがう)|以外|だと(?:思っ|思わ|勘違|間違)|と(?:思って|思われ|勘違|間違)|(?:って|と)(?:いうの|言うの|のは)(?:は)?(?:嘘|うそ|冗談|間違)|のふり|,? (?:isn't|is not|wasn't|was not|no longer)\b)/u;
/** シドニーじゃないか and きなこじゃない? say that it is so. */
const SO_AFTER_ALL = /^[^。!?]{0,6}?な(?:い|かった)(?:です)?(?:か|の?[?])/u;
const NOT_BEFORE =
  /(?:\bnot|n't|\bnever|\brather than|\binstead of|\bno longer|前は|以前は|昔は|元々は|もともとは)(?:(?: [a-z']+){0,3} |、|[^。!?、]{0,4})$/u;

function isNegated(text: string, { start, end }: Range): boolean {
  const after = text.slice(end, end + 24);
  if (NOT_SO.test(after)) return !SO_AFTER_ALL.test(after);
  return NOT_BEFORE.test(text.slice(Math.max(0, start - 24), start));
}
