// What a chat template can be told besides the conversation: whether the model is to think, and its own variables. Each family calls its
// switch something else; what a switch does is found by rendering. Start at `findSwitches`; `requireSwitches` refuses what cannot be had.
import { UserError } from '../core/errors.ts';
import { didYouMean } from '../core/suggest.ts';
import type { TemplateVariables, Thinking } from '../core/thinking.ts';
import { say } from '../words/text.ts';
import type { PromptTemplate, TemplateSwitches } from './prompt.ts';

/** A template without switches. */
export const NO_SWITCHES: TemplateSwitches = { thinking: new Map(), names: new Set() };

/**
 * @param render a short conversation with these variables; null if the template rejects them
 * @returns the values that the template knows: those that make a difference to the prompt
 */
export async function findSwitches(
  source: string,
  render: (variables: TemplateVariables) => Promise<string | null>,
): Promise<TemplateSwitches> {
  const names = namesIn(source);
  const candidates = candidatesFor(source, names);
  const attempt = async (variables: TemplateVariables): Promise<Attempt[]> => {
    const text = Object.keys(variables).length > 0 ? await render(variables) : null;
    return text === null ? [] : [{ variables, text }];
  };
  const [off] = await attempt(candidates.off);
  const thinking = new Map<Thinking, TemplateVariables>();
  for (const variables of off ? candidates.on : []) {
    const [on] = await attempt(variables);
    if (!off || !on || on.text === off.text) continue;
    thinking.set('on', on.variables);
    thinking.set('off', off.variables);
    break;
  }
  const levels = new Map<Thinking, Attempt>();
  for (const [level, variables] of candidates.levels)
    for (const tried of await attempt(variables)) levels.set(level, tried);
  const texts = new Set([...levels.values()].map(({ text }) => text));
  if (texts.size > 1) for (const [level, { variables }] of levels) thinking.set(level, variables);
  return { thinking, names };
}

interface Attempt {
  variables: TemplateVariables;
  text: string;
}

/** Qwen3, GLM, Gemma 4 and most others; DeepSeek-V3.1 and Granite; Command A. */
const BOOLEANS = ['enable_thinking', 'thinking', 'reasoning'];
/** gpt-oss, Solar Open, Mistral, Hy3; Kimi-K3; Muse. */
const LEVELS = ['reasoning_effort', 'thinking_effort', 'reasoning_strength'];
/** How some of those call no thinking at all. */
const LEVEL_OFF = ['none', 'no_think'];

/** What may turn out to be a switch, by the names that the template mentions. */
function candidatesFor(source: string, names: ReadonlySet<string>) {
  const level = LEVELS.find((name) => names.has(name));
  const off = LEVEL_OFF.find((text) => source.includes(`'${text}'`) || source.includes(`"${text}"`));
  const set = (isOn: boolean): TemplateVariables => ({
    ...Object.fromEntries(BOOLEANS.filter((name) => names.has(name)).map((name) => [name, isOn])),
    // MiniMax-M3.
    ...(names.has('thinking_mode') && { thinking_mode: isOn ? 'enabled' : 'disabled' }),
    // Seed-OSS: in tokens; -1 is as many as it wants.
    ...(names.has('thinking_budget') && { thinking_budget: isOn ? -1 : 0 }),
  });
  const atLevel = (value: string): TemplateVariables => (level === undefined ? {} : { [level]: value });
  const levels = level === undefined ? [] : (['low', 'medium', 'high'] as const);
  return {
    off: { ...set(false), ...(off !== undefined && atLevel(off)) },
    // Some do not think unless they are told how much.
    on: [set(true), { ...set(true), ...atLevel('high') }],
    levels: levels.map((value): [Thinking, TemplateVariables] => [value, { ...set(true), ...atLevel(value) }]),
  };
}

/** Every name in the template's tags that is not a part of another, such as `enable_thinking`. */
function namesIn(source: string): Set<string> {
  const tags = source.replace(/\{#[\s\S]*?#\}/g, '').match(/\{[{%][\s\S]*?[%}]\}/g) ?? [];
  const bare = tags.map((tag) => tag.replace(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"/g, "''"));
  return new Set(bare.flatMap((tag) => tag.match(/(?<![.\w])[A-Za-z_]\w*/g) ?? []));
}

/** @throws UserError for what was asked for and this template cannot be told */
export function requireSwitches(
  template: PromptTemplate,
  {
    thinking,
    templateVariables = {},
  }: { thinking?: Thinking | undefined; templateVariables?: TemplateVariables | undefined },
): void {
  const { switches, file } = template;
  // An API is told in its own way.
  if (switches === null) return;
  const known = [...switches.thinking.keys()];
  if (thinking !== undefined && !known.includes(thinking)) {
    const values = { value: thinking, template: template.id };
    throw new UserError(
      known.length === 0
        ? say('thinking: {value} is not possible: the prompt template "{template}" has no switch for it', values)
        : say('thinking: {value} is not possible: the prompt template "{template}" only knows {known}', {
            ...values,
            known: known.join(', '),
          }),
      {
        place: { file },
        remedy: say(
          'Leave it out. If the chat template inside the file has a switch by another name, set that with templateVariables.',
        ),
      },
    );
  }
  const unread = Object.keys(templateVariables).find((name) => !switches.names.has(name));
  if (unread !== undefined) {
    throw new UserError(
      say('templateVariables: the prompt template "{template}" has no variable "{name}"', {
        template: template.id,
        name: unread,
      }),
      {
        place: { file },
        remedy: didYouMean(unread, [...switches.names]),
      },
    );
  }
}
