// Gates as they are typed. Apart from how they are judged, so that nothing starts later for it. Start at `parseGates`.
import { UserError } from '../core/errors.ts';
import { didYouMean } from '../core/suggest.ts';
import { CHECK_IDS, type CheckId } from '../scenario/check-settings.ts';
import { say } from '../words/text.ts';

export interface Gate {
  check: CheckId;
  /** The share of results that may be failures. */
  limit: number;
}

/**
 * @param gates as typed: an id, or an id and a limit as in `leak.template=0.05` or `length.max=5%`
 * @throws UserError for an unknown check, one that is given twice, or a limit that is no share
 */
export function parseGates(gates: readonly string[]): Gate[] {
  const parsed = gates.map((gate) => {
    const [, name = '', limit] = /^([^=]*)(?:=(.*))?$/s.exec(gate) ?? [];
    return { check: requireCheck(name), limit: limit === undefined ? 0 : shareOf(limit, gate) };
  });
  const twice = parsed.find(({ check }, index) => parsed.findIndex((other) => other.check === check) !== index);
  if (twice) {
    throw new UserError(say('--gate {check} is given twice', { check: twice.check }), {
      remedy: say('Give each check one limit only.'),
    });
  }
  return parsed;
}

/** @throws UserError with the nearest ids */
function requireCheck(name: string): CheckId {
  const id = CHECK_IDS.find((each) => each === name);
  if (id !== undefined) return id;
  throw new UserError(say('there is no check "{name}"', { name }), { remedy: didYouMean(name, [...CHECK_IDS]) });
}

function shareOf(text: string, gate: string): number {
  const [, number, percent] = /^(\d+(?:\.\d+)?|\.\d+)(%?)$/.exec(text.trim()) ?? [];
  const share = Number(number) / (percent ? 100 : 1);
  if (number !== undefined && share <= 1) return share;
  throw new UserError(say('--gate {gate}: the limit is a share, such as 0.05 or 5%', { gate }));
}
