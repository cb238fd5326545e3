// A past run as Markdown, to be pasted into an issue or a wiki. Start at `markdownView`.
import { greetingOf, type PastRun } from '../store/past-run.ts';
import type { StoredConversation } from '../store/read-run.ts';
import type { TurnRecord } from '../store/records.ts';
import { say, type Text } from '../words/text.ts';
import { markdownLine, markdownQuote, markdownTable } from './markdown.ts';
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
import { type Screen, shown } from './screen.ts';
import { describeTurn, recorded } from './wording.ts';

export function markdownView(run: PastRun, screen: Screen): RunView {
  const seen = new Set<string>();
  const told = (text: Text | string): string => markdownLine(shown(text, screen));
  /** Once for each scenario. */
  const personaOnce = (id: string): string[] => {
    const recorded = run.scenarios.find((each) => each.id === id);
    if (!recorded || seen.has(id)) return [];
    seen.add(id);
    const title = told(describeTitle(recorded));
    const { char } = speakersOf(recorded);
    return [
      ...(title === '' ? [] : [title]),
      told(say('Persona of {name}:', { name: char })),
      markdownQuote(personaOf(recorded)),
    ];
  };
  return {
    begin() {
      const facts = describeRun(run, screen)
        .map(([name, value]) => [shown(say(name), screen), shown(value, screen)])
        .filter(([, value]) => value !== '');
      const models = run.manifest.models.flatMap((model) => [
        `## ${markdownLine(model.id)}`,
        describePastModel(model)
          .map((line) => `- ${told(line)}`)
          .join('\n'),
      ]);
      return sections([
        `# ${told(say('Run {run}', { run: run.manifest.runId }))}`,
        markdownTable(['', ''], facts),
        ...models,
      ]);
    },
    conversation(conversation) {
      const stop = describeStop(conversation);
      return sections([
        `## ${markdownLine(describeNames(conversation))}`,
        ...personaOnce(conversation.scenario),
        `_${told(describeSettings(conversation))}_`,
        ...turnsOf(conversation),
        ...(stop === null ? [] : [`**${told(stop)}**`]),
      ]);
    },
    end: () => '',
  };

  function turnsOf({ scenario, turns, cutOff }: StoredConversation): string[] {
    const { user, char } = speakersOf(run.scenarios.find(({ id }) => id === scenario));
    const greeting = greetingOf(run, { scenario, turns });
    const said = (who: string, text: string): string[] => [`**${markdownLine(who)}**`, markdownQuote(text)];
    const figuresOf = (turn: TurnRecord): string[] => {
      const figures = told(describeTurn(turn, false));
      return figures === '' ? [] : [`_${figures}_`];
    };
    const opening =
      greeting === null ? [] : [...said(char, greeting), `_${told(say('greeting, not a reply of the model'))}_`];
    const later = turns.flatMap((turn) => [
      ...said(user, turn.user),
      ...said(char, turn.reply),
      ...figuresOf(turn),
      ...turn.warnings.map((warning) => `${told(say('warning'))}: ${told(recorded(warning))}`),
    ]);
    const all = [...opening, ...later];
    if (!cutOff) return all;
    const reason = `_${told(say('cut off: {reason}', { reason: recorded(cutOff.reason) }))}_`;
    return [...all, ...said(user, cutOff.user), ...said(char, cutOff.partialReply), reason];
  }
}

function sections(texts: readonly string[]): string {
  return texts.map((text) => `${text}\n\n`).join('');
}
