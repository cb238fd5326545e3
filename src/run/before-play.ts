// Problems of a loaded model that can be found before its first turn is played. Start at `doubtOf` and `requireRoom`.
import type { Backend } from '../backend/backend.ts';
import type { OpenRequest } from '../backend/open.ts';
import { ModelFailure } from '../core/errors.ts';
import { factCache } from '../core/fact-cache.ts';
import type { Message } from '../core/message.ts';
import type { World } from '../core/world.ts';
import { quickLook } from '../doctor/quick-look.ts';
import { referenceConversationOf } from '../doctor/reference-conversation.ts';
import { selectorOf } from '../registry/load.ts';
import { say, type Text } from '../words/text.ts';
import { openingOf, requirePlaceForGreeting } from './greeting.ts';
import { type Plan, plannedCells } from './plan.ts';
import { requestedFor } from './tasks.ts';
import { promptInput, toldBy } from './turn.ts';

/** One line about a prompt format that would spoil the replies; null: no problem was found. */
export async function doubtOf(plan: Plan, model: string, backend: Backend, world: World): Promise<Text | null> {
  const references = plan.scenarios.flatMap(({ scenario }) => referenceConversationOf(scenario) ?? []);
  const entry = plan.models.find((request) => request.entry.spec.id === model)?.entry;
  const selector = entry ? selectorOf(entry) : model;
  return quickLook(backend, selector, references, factCache(world), world.signal);
}

/** Finds everything that can be wrong before the first turn is played, for every scenario and setting of a model. */
export async function requireRoom(plan: Plan, request: OpenRequest, backend: Backend): Promise<void> {
  for (const cell of plannedCells(plan, request.entry.spec.id)) {
    const { scenario } = cell.scenario;
    const effective = backend.effectiveSampling(requestedFor(request, cell));
    const { template } = backend;
    await requirePlaceForGreeting(template, cell.scenario, toldBy(effective));
    const [first] = scenario.turns;
    const said: Message[] = [...openingOf(scenario, template.history), { role: 'user', content: first?.user ?? '' }];
    const prompt = await template.render(promptInput(scenario.persona, said, effective));
    const size = await backend.measure(prompt, effective);
    const needed = (size?.promptTokens ?? 0) + effective.maxTokens;
    if (!size || needed <= size.contextSize) continue;
    throw new ModelFailure(
      'context-overflow',
      say(
        'scenario "{scenario}": persona and first turn ({promptTokens} tokens) with a reply of up to {maxTokens} need {needed} tokens; the context has {contextSize}. Raise --context or lower --max-tokens.',
        {
          scenario: scenario.id,
          promptTokens: size.promptTokens,
          maxTokens: effective.maxTokens,
          needed,
          contextSize: size.contextSize,
        },
      ),
      { isFatal: true },
    );
  }
}
