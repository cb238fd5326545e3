import { escapeForRegExp } from '../../../core/glob.ts';
import type { Persona } from '../../../scenario/schema.ts';
import { append, type Fault, type GoodTurn, goodTurns, isJapanese } from '../fault.ts';

/**
 * A first-person word that the persona does not have. Weak: once, in one reply. Medium: twice in one reply. Strong: in three replies. Words of
 * the good reply are swapped; a reply without one gets a short sentence that has one.
 */
export const firstPersonSwapped: Fault = {
  checks: ['first-person', 'first-person.switch'],
  plant(planting) {
    const { scenario, strength, chance } = planting;
    const { persona } = scenario;
    const word = chance.pick(foreignWords(persona));
    if (!isJapanese(scenario) || persona.firstPerson.length === 0 || word === undefined) return [];
    const bank = persona.register === 'polite' ? POLITE : PLAIN;
    const said = (): string => chance.phrase(bank).replace('{I}', word);
    const swap = ({ turn, reply }: GoodTurn) => ({
      turn,
      reply: swapped(reply, persona, word) ?? append(reply, said()),
    });
    const chosen = chance.some(goodTurns(planting), strength === 'strong' ? 3 : 1).map(swap);
    if (strength !== 'medium') return chosen;
    return chosen.map(({ turn, reply }) => ({ turn, reply: append(reply, said()) }));
  },
};

/** Words that can only mean the speaker. */
const WORDS = ['俺', '僕', '私', 'あたし', 'わし', '拙者', '吾輩', 'おいら', 'わたくし', 'あたい'];

/** Other spellings of an allowed word are no fault, and 私 may be read わたし, わたくし or あたし. */
const ALIKE = [
  ['俺', 'オレ', 'おれ'],
  ['僕', 'ボク', 'ぼく'],
  ['私', 'わたし', 'わたくし', 'あたし', 'あたい'],
  ['わし', 'ワシ', '儂'],
];

function foreignWords({ firstPerson }: Persona): string[] {
  const own = ALIKE.filter((words) => words.some((word) => firstPerson.includes(word))).flat();
  return WORDS.filter((word) => ![...own, ...firstPerson].includes(word));
}

/** null: the reply has none of the persona's words in a place where nothing else can be meant. */
function swapped(reply: string, { firstPerson }: Persona, word: string): string | null {
  for (const own of firstPerson) {
    const at = new RegExp(`(?<![\\p{L}\\p{N}])${escapeForRegExp(own)}(?=[はがもを])`, 'u').exec(reply)?.index;
    if (at !== undefined) return `${reply.slice(0, at)}${word}${reply.slice(at + own.length)}`;
  }
  return null;
}

const PLAIN = [
  '{I}もそう思うよ。',
  '{I}はいつもそうしてる。',
  'それは{I}に任せて。',
  '{I}が決めたことだからね。',
  '{I}の番だな。',
  'だって{I}、そういうの得意だから。',
  '{I}なら大丈夫。',
  '{I}だって知りたいよ。',
  'ほら、{I}って忘れっぽいから。',
  '{I}としては、それがいちばんだ。',
  'あとで{I}にも見せて。',
  '{I}、それ好きだな。',
];

const POLITE = [
  '{I}もそう思います。',
  '{I}はいつもそうしています。',
  'それは{I}にお任せください。',
  '{I}が決めたことですから。',
  '{I}の番ですね。',
  '実は{I}、そういうのが得意なんです。',
  '{I}なら大丈夫です。',
  '{I}だって知りたいですよ。',
  '{I}は忘れっぽいですから。',
  '{I}としては、それがいちばんです。',
  'あとで{I}にも見せてくださいね。',
  '{I}、それが好きなんです。',
];
