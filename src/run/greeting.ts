// What the character says before the first user line: part of every prompt, of no record. Start at `openingOf`.
import { UserError } from '../core/errors.ts';
import type { Message } from '../core/message.ts';
import { greetingObstacle } from '../prompt/greeting.ts';
import type { HistoryRule, PromptInput, PromptTemplate } from '../prompt/prompt.ts';
import type { LoadedScenario } from '../scenario/loaded.ts';
import type { Scenario } from '../scenario/schema.ts';
import { say, type Text } from '../words/text.ts';
import { messageFor } from './turn.ts';

/** How every conversation of a scenario begins: with nothing, or with what the character says first, like any other reply of the character. */
export function openingOf({ greeting }: Pick<Scenario, 'greeting'>, rule: HistoryRule): Message[] {
  return greeting === undefined ? [] : [messageFor(greeting, rule)];
}

/** @throws UserError for a scenario with a greeting and a format that cannot begin with one */
export async function requirePlaceForGreeting(
  template: PromptTemplate,
  { scenario, file }: Pick<LoadedScenario, 'scenario' | 'file'>,
  told: Pick<PromptInput, 'thinking' | 'variables'>,
): Promise<void> {
  if (scenario.greeting === undefined) return;
  const obstacle = await greetingObstacle(template, told);
  if (obstacle === null) return;
  throw noPlaceForGreeting(
    file,
    say('the prompt template "{template}" cannot begin with what the character says: {obstacle}', {
      template: template.id,
      obstacle,
    }),
  );
}

export function noPlaceForGreeting(file: string, problem: Text): UserError {
  return new UserError(problem, {
    place: { file },
    field: 'greeting',
    remedy: say(
      'Leave greeting out and tell the persona how the conversation began, or play this scenario on models whose format has marks of its own for what the character says, such as chatml or llama3.',
    ),
  });
}
