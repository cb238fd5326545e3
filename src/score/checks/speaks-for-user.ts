import { say } from '../../words/text.ts';
import { passed, type TurnCheck } from '../check.ts';
import { foldedName, type Label, labelsIn } from '../reading/labels.ts';
import { shortQuote } from '../reading/short-quote.ts';
import { spansOfRanges } from '../reading/spans-of-ranges.ts';

/**
 * The reply writes the user's next line itself: a label of the user with speech after it, or labelled lines of two speakers in turn. The
 * span goes from there to the end; the value is the number of lines spoken for others. In a profile or a list, where other labels stand
 * around it, a label of the user may be a heading: that warns.
 */
export const speaksForUser: TurnCheck<'speaks-for-user'> = {
  id: 'speaks-for-user',
  version: 1,
  unit: 'turn',
  onPartial: 'faults',
  run({ reply }, { persona }) {
    const labels = labelsIn(reply, persona);
    const ofUser = labels.filter(({ speaker }) => speaker === 'user');
    const spoken = ofUser.length > 0 ? ofUser : secondSpeaker(labels);
    const [first] = spoken;
    if (!first) return passed(say('the reply speaks for nobody else'), 0);
    const isList = labels.filter(({ speaker, kind }) => speaker === 'other' && kind === 'colon').length >= LIST_LABELS;
    return {
      result: ofUser.length > 0 ? (isList ? 'warn' : 'fail') : 'warn',
      value: spoken.length,
      spans: spansOfRanges(reply, [{ start: first.start, end: reply.trimEnd().length }]),
      message: say('the reply speaks for somebody else from "{label}" on', {
        label: shortQuote(reply.slice(first.start, first.end)),
      }),
    };
  },
};

const LIST_LABELS = 2;

/** The other speaker's lines, where the character's own labelled lines alternate with them three times or more. */
function secondSpeaker(labels: readonly Label[]): Label[] {
  const names = labels.map(({ name }) => foldedName(name));
  const [one, two] = new Set(names);
  const isAlternating = names.every((name, index) => name === (index % 2 === 0 ? one : two));
  if (labels.length < 3 || !isAlternating || !labels.some(({ speaker }) => speaker === 'character')) return [];
  return labels.filter(({ speaker }) => speaker !== 'character');
}
