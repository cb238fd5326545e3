// `hitogara rate`: a person rates replies. Each opinion is on disk before the next question is shown. Start at `runRate`.
import { ExitCode, UserError } from '../../core/errors.ts';
import { inertLine } from '../../core/inert-text.ts';
import { shorten } from '../../core/world.ts';
import { type Answer, readAnswer } from '../../rate/answer.ts';
import { recordOf } from '../../rate/opinion.ts';
import { type Progress, START, type Step, step } from '../../rate/session.ts';
import { tallyOf } from '../../rate/session-tally.ts';
import { fold } from '../../report/fold.ts';
import { painter } from '../../report/paint.ts';
import { endKeys, keyLines, lineHelp } from '../../report/rate-keys.ts';
import { describeDraft, describeQuestion, describeVerdict } from '../../report/rate-question.ts';
import { describeSession } from '../../report/rate-tally.ts';
import { columnsOf, messageText, PIPE_COLUMNS, shown } from '../../report/screen.ts';
import { NAMELESS } from '../../store/rating-schema.ts';
import { appendOpinions } from '../../store/ratings.ts';
import { joinTexts, plural, say, type Text } from '../../words/text.ts';
import type { Asker, LineKey, Screenful } from '../asker.ts';
import type { Host, Input } from '../host.ts';
import { openAsker } from '../open-asker.ts';
import type { RateOptions } from './rate-flags.ts';
import { type Assignment, assignmentOf } from './rate-plan.ts';

export async function runRate(names: readonly string[], options: RateOptions, host: Host): Promise<number> {
  const assignment = await assignmentOf(names, options, host);
  const line = (text: Text): string =>
    fold(messageText(text.in(host.words), host), columnsOf(host.stdout) ?? PIPE_COLUMNS);
  host.stdout.write(`${describeBeginning(assignment).map(line).join('\n')}\n`);
  if (assignment.questions.length === 0) return ExitCode.done;
  const input = host.stdin?.();
  if (!input) throw new UserError(say('there is nobody to ask'));
  const { given, written, isInterrupted } = await askAll(assignment, input, host);
  const files = [...written].map((directory) => shorten(`${directory}/ratings.jsonl`, host)).join(', ');
  const end = files === '' ? say('Nothing was written.') : say('What you said is in {files}.', { files });
  const tally = describeSession(tallyOf(assignment.questions, given), assignment.hasRuns, host);
  host.stdout.write(`${[...tally, line(end)].join('\n\n')}\n`);
  return isInterrupted ? ExitCode.interrupted : ExitCode.done;
}

interface Sitting extends Pick<Progress, 'given'> {
  /** Folders of the runs that something was written about. */
  written: ReadonlySet<string>;
  isInterrupted: boolean;
}

async function askAll(assignment: Assignment, input: Input, host: Host): Promise<Sitting> {
  const { kind, questions, rater } = assignment;
  const written = new Set<string>();
  let progress = START;
  let isAgain = false;
  using asker = openAsker(input, (key) => lineKeyOf(key, assignment, progress, host), host);
  const session = { questions, canReplace: rater.who !== NAMELESS, waitsAtEnd: asker.hasKeys };
  host.stdout.write(asker.hasKeys ? '\n' : `${lineHelp(kind, host)}\n\n`);
  while (!progress.isOver) {
    const typed = await asker.ask(screenfulOf(progress, assignment, asker, host), isAgain);
    if (typed.kind !== 'text') {
      asker.settle('');
      return { given: progress.given, written, isInterrupted: typed.kind === 'interrupted' };
    }
    const answer = readAnswer(typed.text, kind);
    const next = step(progress, answer, session);
    const question = questions[progress.at];
    if (question && next.write !== undefined) {
      const { directory, record } = recordOf(question, next.write, rater, host.now());
      await appendOpinions(directory, [record]);
      written.add(directory);
    }
    // An earlier question takes the place of the one that is left.
    isAgain = next.progress.at <= progress.at && !next.progress.isOver;
    if (!isAgain) asker.settle(shown(describeSettled(answer, next), host));
    progress = next.progress;
  }
  return { given: progress.given, written, isInterrupted: false };
}

function screenfulOf(progress: Progress, assignment: Assignment, { hasKeys }: Asker, host: Host): Screenful {
  const { at, level, draft, given, notice } = progress;
  const { kind, questions, rater, hasRuns } = assignment;
  const question = questions[at];
  if (!question) return { body: [shown(say('That was the last one.'), host), ''], foot: endKeys(kind, host) };
  const asked = { question, number: at + 1, all: questions.length, level, hasNames: !rater.isBlind, hasRuns };
  const columns = columnsOf(host.stdout) ?? PIPE_COLUMNS;
  const problem = notice === null ? [] : fold(inertLine(shown(notice, host)), columns).split('\n');
  const hasOpinion = given.has(at);
  const keys = { kind, hasOpinion, hasDraft: draft !== given.get(at) && (draft.note !== '' || draft.tags.length > 0) };
  return {
    body: describeQuestion(asked, host),
    foot: [
      ...describeDraft(draft, host),
      ...problem.map((line) => painter(host)('yellow', line)),
      ...(hasKeys ? keyLines(keys, host) : []),
    ],
  };
}

function lineKeyOf(key: string, { kind }: Assignment, { draft }: Progress, { words }: Host): LineKey | null {
  if (key === 'n') return { prompt: `${say('note:').in(words)} `, text: draft.note };
  if (key === 't' && kind === 'reply') return { prompt: `${say('tags:').in(words)} `, text: draft.tags.join(', ') };
  return null;
}

/** What is left of a question's keys. */
function describeSettled(answer: Answer, { write }: Step): Text | string {
  if (write !== undefined) return write === null ? say('withdrawn') : describeVerdict(write);
  if (answer.kind === 'skip') return say('skipped');
  return answer.kind === 'keep' ? say('kept') : '';
}

function describeBeginning({ kind, questions, answered, identical, rater }: Assignment): Text[] {
  const n = questions.length;
  const who = inertLine(rater.who);
  const leftOut = joinTexts(' · ', [
    answered > 0 ? say('{n} answered before', { n: answered }) : null,
    identical > 0 ? say('{pairs} of identical replies', { pairs: plural(identical, 'pair') }) : null,
  ]);
  return [
    kind === 'reply'
      ? say('{replies} to rate, as {who}', { replies: plural(n, 'reply'), who })
      : say('{pairs} to compare, as {who}', { pairs: plural(n, 'pair'), who }),
    ...(answered + identical > 0 ? [say('left out: {what}', { what: leftOut })] : []),
    ...(n === 0 && answered > 0 ? [say('--all asks about them again.')] : []),
    ...(n > 0 && rater.isBlind ? [say('Models are named at the end.')] : []),
    ...(n > 0 && rater.who === NAMELESS
      ? [say('Without a name, nothing can be replaced, and the same is asked again: --who NAME gives you one.')]
      : []),
  ];
}
