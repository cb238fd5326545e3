import type { Fact } from '../../../scenario/schema.ts';
import { type Fault, type GoodTurn, goodTurns, isJapanese, prepend } from '../fault.ts';

/**
 * A reply to a question about a stated fact, with another value of the same kind. Weak: the right answer, taken back. Medium: the wrong one,
 * hedged. Strong: the wrong one.
 */
export const contradictedFact: Fault = {
  checks: ['fact.contradiction'],
  plant(planting) {
    const { scenario, strength, chance } = planting;
    const { facts } = scenario.persona;
    const places = goodTurns(planting).flatMap((good) => facts.flatMap((fact) => placesOf(fact, good)));
    const place = chance.pick(places);
    if (!place) return [];
    const { good, fact, answer, at } = place;
    const wrong = chance.phrase(fact.wrong.filter((value) => isName(value) && isLatin(value) === isLatin(answer)));
    if (wrong === '') return [];
    const { turn, reply } = good;
    const head = reply.slice(0, at);
    const tail = withoutOverlap(wrong, reply.slice(at + answer.length));
    const [takeBack, hedges] = isJapanese(scenario) ? [JAPANESE_TAKE_BACK, JAPANESE_HEDGES] : [TAKE_BACK, HEDGES];
    if (strength === 'weak') return [{ turn, reply: `${head}${answer}${chance.phrase(takeBack)}${wrong}${tail}` }];
    const plain = `${head}${wrong}${tail}`;
    return [{ turn, reply: strength === 'medium' ? prepend(chance.phrase(hedges), plain) : plain }];
  },
};

function placesOf(fact: Fact, good: GoodTurn) {
  const user = good.user.toLowerCase();
  if (!fact.asked.some((words) => user.includes(words.toLowerCase()))) return [];
  const [answer] = fact.answers
    .filter((value) => isName(value) && good.reply.toLowerCase().includes(value.toLowerCase()))
    .toSorted((a, b) => b.length - a.length);
  if (answer === undefined) return [];
  const at = good.reply.toLowerCase().indexOf(answer.toLowerCase());
  return [{ good, fact, answer: good.reply.slice(at, at + answer.length), at }];
}

/** 城 after 鷹ノ巣城 is said once. */
function withoutOverlap(value: string, tail: string): string {
  const [longest] = [...value].map((_, index) => value.slice(index)).filter((end) => tail.trimStart().startsWith(end));
  return longest === undefined || /^[\p{Script=Hiragana}\w\s]$/u.test(longest)
    ? tail
    : tail.trimStart().slice(longest.length);
}

function isLatin(value: string): boolean {
  return /[A-Za-z]/.test(value);
}

/** A value that can stand where another one stood: a name or a number, and no phrase. */
function isName(value: string): boolean {
  return !/[はがをにで、]|にゃ|まで$|時間$| p$|^at |ない$|して$|嫌い|いや|だめ|やめ|怖い|苦手|無理|冷ま|never|no |had|so |any|好き|平気/.test(
    value,
  );
}

const JAPANESE_TAKE_BACK = [
  '、いや、',
  '…じゃなくて、',
  '…あ、違う、',
  '、いえ、',
  '…ごめん間違えた、',
  '、もとい、',
  '…ではなく',
  '、いやいや、',
  '…と思ったけど',
  '、訂正して、',
  '…おっと、',
  '、違った、',
];

const JAPANESE_HEDGES = [
  'たしか、',
  'えーと、',
  '記憶では、',
  'たぶんだけど、',
  'うーん、',
  'おそらく、',
  '聞いた話だと、',
  'あれ、',
  'ええと、',
  '思うに、',
  'まあ、',
  'さて、',
];

const TAKE_BACK = [
  ', no, ',
  '... wait, ',
  ', I mean ',
  '... or rather ',
  ', sorry, ',
  ', actually ',
  '... no no, ',
  ', hm, ',
  ', well, ',
  '... oops, ',
  ', correction, ',
  '... not that, ',
];

const HEDGES = [
  'I think',
  'Hm,',
  'Well,',
  'If I remember right,',
  'Maybe',
  'Let me see,',
  'Um,',
  'As far as I know,',
  'Oh,',
  'I believe',
  'Let me think,',
  'So,',
];
