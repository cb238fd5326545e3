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
  version: 2,
  unit: 'turn',
  onPartial: 'faults',
  run({ reply }, { persona }) {
    const labels = labelsIn(reply, persona);
    const ofUser = labels.filter(({ speaker }) => speaker === 'user');
    const dialogue = ofUser.length > 0 ? [] : dialogueIn(reply, labels);
    const spoken = ofUser.length > 0 ? ofUser : dialogue.length > 0 ? dialogue : secondSpeaker(labels);
    const [first] = spoken;
    if (!first) return passed(say('the reply speaks for nobody else'), 0);
    const isList = labels.filter(({ speaker, kind }) => speaker === 'other' && kind === 'colon').length >= LIST_LABELS;
    return {
      result: ofUser.length > 0 ? (isList ? 'warn' : 'fail') : dialogue.length > 0 ? 'fail' : 'warn',
      value: spoken.length,
      spans: spansOfRanges(reply, [{ start: first.start, end: reply.trimEnd().length }]),
      message: say('the reply speaks for somebody else from "{label}" on', {
        label: shortQuote(reply.slice(first.start, first.end)),
      }),
    };
  },
};

const LIST_LABELS = 2;

/** Every line has a label, and the speakers are 私 and 友達 or the like: the reply is a scene that it should be a part of. */
function dialogueIn(reply: string, labels: readonly Label[]): Label[] {
  const lines = reply.split('\n').filter((line) => line.trim() !== '').length;
  const names = new Set(labels.map(({ name }) => foldedName(name)));
  const isScene = labels.length >= 2 && labels.length === lines && names.size === 2;
  return isScene && [...names].every((name) => PEOPLE.has(name)) ? labels.slice(0, 1) : [];
}

const PEOPLE = new Set('私 わたし 僕 ぼく 俺 あなた 君 友達 友人 ともだち 相手 彼 彼女 me you friend'.split(' '));

/** The other speaker's lines, where the character's own labelled lines alternate with them three times or more. */
function secondSpeaker(labels: readonly Label[]): Label[] {
  const names = labels.map(({ name }) => foldedName(name));
  const [one, two] = new Set(names);
  const isAlternating = names.every((name, index) => name === (index % 2 === 0 ? one : two));
  if (labels.length < 3 || !isAlternating || !labels.some(({ speaker }) => speaker === 'character')) return [];
  return labels.filter(({ speaker }) => speaker !== 'character');
}
