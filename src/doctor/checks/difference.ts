import { reasonOf } from '../../core/errors.ts';
import { tailOf, tokensAround } from '../evidence.ts';
import type { Finding } from '../finding.ts';
import { type Check, failureOf, type Readings, readingOf } from '../material.ts';
import type { Reading } from '../reading.ts';
import type { TalkName } from '../talks.ts';

const WITH_PERSONA: readonly TalkName[] = ['first', 'second', 'sixth'];
const WITHOUT: readonly TalkName[] = ['bare', 'bareSecond'];

/** Token by token, the chosen template beside the one inside the file. */
export const checkDifference: Check = ({ template, readings, own }) => {
  if (!own) return [];
  const broken = failureOf(own.readings, 'bare');
  if (broken && failureOf(own.readings, 'first')) {
    return [
      {
        severity: 'note',
        code: 'own-broken',
        message: `the template inside the file cannot be rendered, and was not compared: ${reasonOf(broken)}`,
      },
    ];
  }
  const takesPersona = readingOf(own.readings, 'first') !== null;
  const inPersona = takesPersona ? differencesIn(WITH_PERSONA, readings, own.readings) : null;
  if (inPersona && inPersona.different.length > 0) return [describe(inPersona, template.id, 'error')];
  const bare = differencesIn(WITHOUT, readings, own.readings);
  const refusal = failureOf(own.readings, 'first');
  const isDropped = refusal !== null && /drops the persona/.test(refusal.message);
  const findings: Finding[] = [];
  if (refusal) {
    findings.push({
      severity: 'note',
      code: 'own-without-persona',
      message: `the template inside the file ${isDropped ? 'drops' : 'refuses'} a persona, and was compared without one`,
    });
  }
  if (bare.different.length === 0) return findings;
  // Some write a preamble or a default persona only where there is a system message, others only where there is none.
  if (takesPersona) {
    return [
      {
        severity: 'note',
        code: 'bare-differs',
        message:
          'without a persona, the template inside the file gives another prompt (a default system text, perhaps)',
      },
    ];
  }
  return [describe(bare, template.id, isDropped ? 'warning' : 'error'), ...findings];
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

function describe({ compared, different }: Differences, id: string, severity: Finding['severity']): Finding {
  const [first] = different;
  if (!first) throw new Error('there is a difference');
  const { chosen, own } = first;
  const at = chosen.tokens.findIndex((token, index) => token !== own.tokens[index]);
  const place = at < 0 ? chosen.tokens.length : at;
  const where = `in ${different.length} of ${compared} conversations`;
  const remedy = `Leave --prompt (or the entry's prompt) out to take the file's own, unless ${id} is meant.`;
  if (chosen.text.trimEnd() === own.text.trimEnd() && chosen.text !== own.text) {
    return {
      severity,
      code: 'ending-differs',
      message: `the prompt ends with other white space than the template inside the file gives, ${where}`,
      evidence: `chosen: ${tailOf(chosen.text, 24)}   own: ${tailOf(own.text, 24)}`,
      remedy,
    };
  }
  const isSpaceOnly = squeezed(chosen.text) === squeezed(own.text) && chosen.text !== own.text;
  return {
    severity,
    code: isSpaceOnly ? 'white-space-differs' : 'own-differs',
    message: `${isSpaceOnly ? 'spaces or newlines are' : 'the prompt is'} not what the template inside the file gives: other tokens from number ${place + 1} on, ${where}`,
    evidence: `chosen: ${tokensAround(chosen.pieces, place)}   own: ${tokensAround(own.pieces, place)}`,
    remedy,
  };
}

function squeezed(text: string): string {
  return text.replace(/\s+/g, '');
}
