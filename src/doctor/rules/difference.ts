import { reasonText } from '../../core/errors.ts';
import { visibleText } from '../../core/inert-text.ts';
import { plural, say, type Text } from '../../words/text.ts';
import { tailOf, tokensAround } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { dropsPersona, failureOf, isEndless, type Readings, type Rule, readingOf } from '../material.ts';
import type { Reading } from '../reading.ts';
import { type TalkName, WITH_PERSONA, WITHOUT_PERSONA } from '../talks.ts';
import { tokenLikeIn } from './turns.ts';

/** Compares the chosen template with the one inside the file, token by token. */
export const differenceRule: Rule = ({ template, readings, own }) => {
  if (!own) return [];
  const broken = failureOf(own.readings, 'first');
  if (broken && (isEndless(broken) || failureOf(own.readings, 'bare'))) {
    return [
      {
        severity: 'note',
        code: 'own-broken',
        message: say('the template inside the file cannot be rendered, so it was not compared: {reason}', {
          reason: reasonText(broken),
        }),
      },
    ];
  }
  const takesPersona = readingOf(own.readings, 'first') !== null;
  const isDropped = dropsPersona(own.readings);
  const inPersona = differencesIn(WITH_PERSONA, readings, isDropped ? own.folded : own.readings);
  if (takesPersona && inPersona.different.length > 0) return [describe(inPersona, template.id)];
  const bare = differencesIn(WITHOUT_PERSONA, readings, own.readings);
  if (takesPersona) {
    // Some write a preamble or a default persona only if there is a system message, others only if there is none.
    const note = say(
      'without a persona, the template inside the file gives a different prompt (perhaps a default system text)',
    );
    return bare.different.length > 0 ? [{ severity: 'note', code: 'bare-differs', message: note }] : [];
  }
  const isFolded = isDropped && inPersona.compared > 0 && inPersona.different.length === 0;
  const how = isFolded ? say('with the persona in the first user turn') : say('without one');
  return [
    ...(isFolded || bare.different.length === 0 ? [] : [describe(bare, template.id)]),
    {
      severity: 'note',
      code: 'own-without-persona',
      message: isDropped
        ? say('the template inside the file drops a persona, so it was compared {how}', { how })
        : say('the template inside the file rejects a persona, so it was compared {how}', { how }),
    },
  ];
};

interface Differences {
  compared: number;
  different: { chosen: Reading; own: Reading }[];
}

function differencesIn(names: readonly TalkName[], readings: Readings, others: Readings): Differences {
  const pairs = names.flatMap((name) => {
    const [chosen, own] = [readingOf(readings, name), readingOf(others, name)];
    return chosen && own ? [{ chosen, own }] : [];
  });
  return { compared: pairs.length, different: pairs.filter(({ chosen, own }) => !isEqual(chosen.tokens, own.tokens)) };
}

function isEqual(a: readonly number[], b: readonly number[]): boolean {
  return a.length === b.length && a.every((token, index) => token === b[index]);
}

function describe({ compared, different }: Differences, id: string): Finding {
  const [first] = different;
  if (!first) throw new Error('there is a difference');
  const { chosen, own } = first;
  const at = chosen.tokens.findIndex((token, index) => token !== own.tokens[index]);
  const place = at < 0 ? chosen.tokens.length : at;
  const where = say('in {some} of {conversations}', {
    some: different.length,
    conversations: plural(compared, 'conversation'),
  });
  const remedy = say(
    'Drop --prompt (or the entry\'s "prompt:") to use the file\'s own template, unless {template} is intended.',
    { template: id },
  );
  const evidence = (ofChosen: string, ofOwn: string): Text =>
    say('chosen: {chosen}   own: {own}', { chosen: ofChosen, own: ofOwn });
  if (chosen.text.trimEnd() === own.text.trimEnd() && chosen.text !== own.text) {
    return {
      severity: 'error',
      code: 'ending-differs',
      message: say('the prompt ends with different white space than the template inside the file gives, {where}', {
        where,
      }),
      evidence: evidence(tailOf(chosen.text, 24), tailOf(own.text, 24)),
      remedy,
    };
  }
  const preamble = preambleOf(own, chosen) ?? preambleOf(chosen, own);
  if (preamble !== null) {
    return {
      severity: 'warning',
      code: 'preamble-differs',
      message: say(
        'either the prompt or the template inside the file, but not both, has this before the persona: {text}',
        { text: visibleText(preamble) },
      ),
      remedy,
    };
  }
  const isSpaceOnly = squeezed(chosen.text) === squeezed(own.text) && chosen.text !== own.text;
  return {
    severity: 'error',
    code: isSpaceOnly ? 'white-space-differs' : 'own-differs',
    message: isSpaceOnly
      ? say('spaces or newlines differ from the template inside the file, starting at token {token}, {where}', {
          token: place + 1,
          where,
        })
      : say('the prompt differs from the template inside the file, starting at token {token}, {where}', {
          token: place + 1,
          where,
        }),
    evidence: evidence(tokensAround(chosen.pieces, place), tokensAround(own.pieces, place)),
    remedy,
  };
}

/** Ordinary words, such as a date, that only one of the prompts has before its persona; null: they differ in another way. */
function preambleOf(longer: Reading, shorter: Reading): string | null {
  const [text, rest] = [longer.text, shorter.text];
  if (!longer.persona || text.length <= rest.length) return null;
  let start = 0;
  while (start < rest.length && text[start] === rest[start]) start++;
  const end = start + text.length - rest.length;
  const piece = text.slice(start, end);
  const isInFront = end <= longer.persona.start && text.slice(end) === rest.slice(start);
  return isInFront && /\p{L}/u.test(piece) && tokenLikeIn(piece).length === 0 ? piece : null;
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}
