// In GitHub Actions: plain lines in a collapsible group for each model, annotations for what went wrong, and the job's summary. Nothing a
// model wrote can be taken for a workflow command. Start at `githubReporter`.
import type { Reporter } from '../run/events.ts';
import { retell } from '../words/retell.ts';
import { say, type Text } from '../words/text.ts';
import { withoutCommands, workflowCommand } from './github-commands.ts';
import { lineReporter } from './lines.ts';
import { trackProgress } from './progress.ts';
import { type Screen, shown } from './screen.ts';
import { stepSummary } from './step-summary.ts';
import { describePlay } from './wording.ts';

export function githubReporter(screen: Screen): Reporter {
  const { stdout, now, environment } = screen;
  const started = new Set<string>();
  const summary = environment.GITHUB_STEP_SUMMARY ? stepSummary(environment.GITHUB_STEP_SUMMARY, screen) : null;
  const told = (text: Text): string => shown(text, screen);
  let isInGroup = false;
  const line = (text: string): void => {
    stdout.write(`${withoutCommands(text)}\n`);
  };
  const command = (name: string, title: string | null, text: string): void => {
    stdout.write(workflowCommand(name, title, text));
  };
  const endGroup = (): void => {
    if (isInGroup) command('endgroup', null, '');
    isInGroup = false;
  };
  const report = lineReporter({
    progress: trackProgress(() => now().getTime()),
    paint: (_, text) => text,
    screen,
    output: {
      line,
      warning: (text) => command('warning', 'hitogara', text),
      modelFailure: (model, reason) =>
        command('error', told(say('model {model} failed', { model })), `${model}: ${reason}`),
    },
  });
  return {
    report(event) {
      if (event.type === 'model-start' || event.type === 'run-end') endGroup();
      if (event.type === 'model-start') {
        command('group', null, event.model);
        isInGroup = true;
      }
      if (event.type === 'conversation-start') started.add(event.key);
      report(event);
      const problem = summary?.follow(event) ?? null;
      if (problem !== null) command('warning', 'hitogara', retell(problem, screen.words));
      if (event.type !== 'conversation-end') return;
      const { record } = event;
      // One that never started failed with its model, which already has an annotation.
      if (!started.delete(record.key) || record.status === 'done') return;
      const name = `${record.model}/${describePlay(record)}`;
      command(
        'error',
        told(say('conversation {name} failed', { name })),
        `${name}: ${retell(record.reason ?? '', screen.words)}`,
      );
    },
  };
}
