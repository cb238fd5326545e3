// A person's way through the questions: what an answer leads to, without screen or disk. Start at `step`.
import { say, type Text } from '../words/text.ts';
import type { Answer } from './answer.ts';
import { NO_OPINION, type Opinion } from './opinion.ts';
import type { Question } from './question.ts';

export interface Session {
  questions: readonly Question[];
  /** Whether this person's later opinion counts in place of the earlier one. */
  canReplace: boolean;
  /** Whether the person can still go back after the last question. */
  waitsAtEnd: boolean;
}

export interface Progress {
  /** Which question is asked; as many as there are: none is left. */
  at: number;
  /** The last question that was reached: answering an earlier one again leads back there. */
  furthest: number;
  /** How much is shown of what was said before; 0: least. */
  level: number;
  /** What was said of this question so far. */
  draft: Opinion;
  /** What is on disk, by question. */
  given: ReadonlyMap<number, Opinion>;
  /** What the person should know before the next key. */
  notice: Text | null;
  isOver: boolean;
}

export const START: Progress = {
  ...{ at: 0, furthest: 0, level: 0, draft: NO_OPINION, given: new Map(), notice: null, isOver: false },
};

export interface Step {
  progress: Progress;
  /** What has to be on disk before anything else happens: an opinion, null if one is withdrawn; left out: nothing. */
  write?: Opinion | null;
}

export function step(progress: Progress, answer: Answer, session: Session): Step {
  const { draft, at, given } = progress;
  if (at >= session.questions.length) return atEnd(progress, answer, session);
  const tell = (notice: Text): Step => ({ progress: { ...progress, notice } });
  switch (answer.kind) {
    case 'unknown':
      return tell(answer.why);
    case 'note':
      return { progress: { ...progress, notice: null, draft: { ...draft, note: answer.note } } };
    case 'tags':
      return { progress: { ...progress, notice: null, draft: { ...draft, tags: answer.tags } } };
    case 'more':
      return { progress: { ...progress, notice: null, level: progress.level + 1 } };
    case 'quit':
      return { progress: { ...progress, isOver: true } };
    case 'skip':
      return { progress: goOn(progress, session) };
    case 'back':
      return goBack(progress, session);
    case 'withdraw':
      if (!given.has(at)) return tell(say('there is nothing to withdraw'));
      return { write: null, progress: goOn({ ...progress, given: without(given, at) }, session) };
    case 'keep':
      return keep(progress, session);
    default:
      return written(progress, { ...draft, verdict: answer }, session);
  }
}

function atEnd(progress: Progress, answer: Answer, session: Session): Step {
  if (answer.kind === 'back') return goBack(progress, session);
  const isOver = answer.kind === 'keep' || answer.kind === 'quit';
  return { progress: { ...progress, isOver } };
}

function keep(progress: Progress, session: Session): Step {
  const { draft, given, at } = progress;
  if (draft === given.get(at)) return { progress: goOn(progress, session) };
  const isEnough = draft.verdict !== null || (draft.note !== '' && session.questions[at]?.kind === 'reply');
  return isEnough
    ? written(progress, draft, session)
    : { progress: { ...progress, notice: say('there is no answer yet') } };
}

function written(progress: Progress, opinion: Opinion, session: Session): Step {
  const given = new Map(progress.given).set(progress.at, opinion);
  return { write: opinion, progress: goOn({ ...progress, given }, session) };
}

function goOn(progress: Progress, { questions, waitsAtEnd }: Session): Progress {
  const at = Math.max(progress.at + 1, progress.furthest);
  return { ...turnTo(at, progress), furthest: at, isOver: at >= questions.length && !waitsAtEnd };
}

function goBack(progress: Progress, { canReplace }: Session): Step {
  const at = progress.at - 1;
  const refused = (notice: Text): Step => ({ progress: { ...progress, notice } });
  if (at < 0) return refused(say('this is the first one'));
  if (progress.given.has(at) && !canReplace)
    return refused(say('what was said without a name cannot be replaced; --who NAME gives you one'));
  return { progress: turnTo(at, progress) };
}

function turnTo(at: number, progress: Progress): Progress {
  return { ...progress, at, level: 0, notice: null, draft: progress.given.get(at) ?? NO_OPINION };
}

function without(given: Progress['given'], at: number): Progress['given'] {
  return new Map([...given].filter(([index]) => index !== at));
}
