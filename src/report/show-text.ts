// A past run as a person reads it, in a terminal or a pipe. Start at `textView`.
import { inertLine, inertSpeech, inertText } from '../core/inert-text.ts';
import { greetingOf, type PastRun } from '../store/past-run.ts';
import type { StoredConversation } from '../store/read-run.ts';
import type { TurnRecord } from '../store/records.ts';
import { say, type Text } from '../words/text.ts';
import { fold } from './fold.ts';
import { painter } from './paint.ts';
import {
  describeNames,
  describePastModel,
  describeRun,
  describeSettings,
  describeStop,
  describeTitle,
  personaOf,
  type RunView,
  speakersOf,
} from './past-run.ts';
import { factLines } from './plain-table.ts';
import { columnsOf, messageText, type Screen, shown } from './screen.ts';
import { describeTurn, recorded } from './wording.ts';

export function textView(run: PastRun, screen: Screen): RunView {
  const { paint, columns, folded, told, dim } = penFor(screen);
  const seen = new Set<string>();

  /** Once for each scenario. */
  const personaLines = (id: string): string[] => {
    const recorded = run.scenarios.find((each) => each.id === id);
    if (!recorded || seen.has(id)) return [];
    seen.add(id);
    const { char } = speakersOf(recorded);
    const title = inertLine(told(describeTitle(recorded)));
    const persona = inertText(personaOf(recorded)).replaceAll('\n', '\n  ');
    return [
      ...(title === '' ? [] : [folded(`  ${title}`)]),
      folded(`  ${told(say('persona {persona}', { persona: `${inertLine(char)}: ${persona}` }))}`),
    ];
  };
  return {
    begin() {
      const models = run.manifest.models.flatMap((model) => [
        '',
        paint('bold', folded(inertLine(model.id))),
        ...describePastModel(model).map(dim),
      ]);
      const facts = describeRun(run, screen).map(([name, value]) => [told(say(name)), inertLine(told(value))] as const);
      return `${[paint('bold', told(say('run {run}', { run: inertLine(run.manifest.runId) }))), ...factLines(facts, columns, 2), ...models].join('\n')}\n`;
    },
    conversation(conversation) {
      const lines = [
        '',
        paint('bold', folded(inertLine(describeNames(conversation)))),
        ...personaLines(conversation.scenario),
        dim(describeSettings(conversation)),
        ...turnsOf(run, conversation, screen),
      ];
      const stop = describeStop(conversation);
      return `${[...lines, ...(stop === null ? [] : ['', paint('yellow', folded(inertLine(told(stop))))])].join('\n')}\n`;
    },
    end: () => '',
  };
}

function turnsOf(run: PastRun, { scenario, turns, cutOff }: StoredConversation, screen: Screen): string[] {
  const { paint, folded, told, dim } = penFor(screen);
  const { user, char } = speakersOf(run.scenarios.find(({ id }) => id === scenario));
  const greeting = greetingOf(run, { scenario, turns });
  const said = (who: string, style: 'cyan' | 'green', text: string): string =>
    `${paint(style, inertLine(who))}: ${inertSpeech(text.trim())}`;
  const figuresOf = (turn: TurnRecord): string[] => {
    const figures = describeTurn(turn, false);
    return shown(figures, screen) === '' ? [] : [dim(figures)];
  };
  const opening =
    greeting === null ? [] : ['', said(char, 'green', greeting), dim(say('greeting, not a reply of the model'))];
  const later = turns.flatMap((turn) => [
    '',
    said(user, 'cyan', turn.user),
    said(char, 'green', turn.reply),
    ...figuresOf(turn),
    ...turn.warnings.map((warning) => folded(`  ${paint('yellow', told(say('warning')))} ${told(recorded(warning))}`)),
  ]);
  const lines = [...opening, ...later];
  if (!cutOff) return lines;
  const reason = paint('yellow', folded(`  ${told(say('cut off: {reason}', { reason: recorded(cutOff.reason) }))}`));
  return [...lines, '', said(user, 'cyan', cutOff.user), said(char, 'green', cutOff.partialReply), reason];
}

/** How this view writes: colour, folded to the screen, in the user's language. */
function penFor(screen: Screen) {
  const paint = painter(screen);
  const columns = columnsOf(screen.stdout);
  const folded = (text: string): string => fold(text, columns, 2);
  const told = (text: Text | string): string => messageText(shown(text, screen), screen);
  const dim = (text: Text | string): string => paint('dim', folded(`  ${inertLine(told(text))}`));
  return { paint, columns, folded, told, dim };
}
