// An instruct preset of SillyTavern as a prompt template: the same text for the model, newline for newline. Start at `templateOfPreset`.
import { say, type Text } from '../../words/text.ts';
import type { ContextPreset, InstructPreset } from './preset.ts';

export interface PresetTemplate {
  frontMatter: {
    title: string;
    kind: 'text';
    persona: 'system';
    stop: string[];
    specials: string[];
    finalNewline: 'keep';
    variables?: { newline: string };
    notes: string;
  };
  /** Handlebars. */
  body: string;
  notes: Text[];
}

interface ChatPreset {
  instruct: InstructPreset;
  /** null: only the persona stands before the chat. */
  context: ContextPreset | null;
  /**
   * What the context's story string renders to, with U+0001 for the persona and {{user}}, {{char}} and {{trim}} as they are; null: there is
   * none.
   */
  story: string | null;
}

export function templateOfPreset({ instruct, context, story: rendered }: ChatPreset, title: string): PresetTemplate {
  const lost = new Set<string>();
  const written = (text: string, name: Speaker): string => handlebarsOf(text, name, lost);
  const gap = instruct.wrap === true ? '\n' : '';
  const story = storyOf(instruct, rendered, gap);
  const [before = '', after = ''] = story.split(SYSTEM);
  const chatStart = context?.chat_start ? `${context.chat_start}\n` : '';
  const body = [
    ...[written(before, 'System'), '{{system}}', safeEnd(written(after + chatStart, 'System'), '')],
    '{{#each messages}}',
    block('isUser', messageOf('user', instruct, gap, written), messageOf('char', instruct, gap, written)),
    '{{/each}}',
    ...[written(promptLineOf(instruct, gap), 'char')],
  ].join('');
  return {
    frontMatter: {
      ...{
        title,
        kind: 'text',
        persona: 'system',
        stop: stopsOf(instruct, context),
        specials: specialsIn(instruct, story),
      },
      finalNewline: 'keep',
      ...(body.includes('newline}}') && { variables: { newline: '\n' } }),
      notes: String(say('Imported from a preset of SillyTavern.')),
    },
    body,
    notes: notesOn(instruct, context, lost),
  };
}

type Speaker = 'user' | 'char' | 'System';

/** Stands for the persona in a story. */
const SYSTEM = '\u0001';

/** What stands before the chat. Source: `formatInstructModeSystemPrompt`, `formatInstructModeStoryString` (public/scripts/instruct-mode.js). */
function storyOf(instruct: InstructPreset, story: string | null, gap: string): string {
  const { system_sequence_prefix: first, system_sequence_suffix: last } = instruct;
  const system = `${first === '' ? '' : first + gap}${SYSTEM}${last === '' ? '' : gap + last}`;
  const trimmed = (story ?? SYSTEM).replace(SYSTEM, () => system).replace(/(?:\r?\n)*\{\{trim\}\}(?:\r?\n)*/gi, '');
  const plain = trimmed.replace(/^\n+/, '');
  const whole = gap !== '' && !plain.endsWith('\n') ? `${plain}\n` : plain;
  const { story_string_prefix: prefix, story_string_suffix: suffix } = instruct;
  return `${prefix === '' ? '' : prefix + gap}${whole}${suffix}`;
}

type Write = (text: string, speaker: Speaker) => string;

/** Source: `formatInstructModeChat` (public/scripts/instruct-mode.js). */
function messageOf(speaker: 'user' | 'char', instruct: InstructPreset, gap: string, written: Write): string {
  const isUser = speaker === 'user';
  const plain = isUser ? instruct.input_sequence : instruct.output_sequence;
  const first = (isUser ? instruct.first_input_sequence : instruct.first_output_sequence) || plain;
  const last = (isUser ? instruct.last_input_sequence : '') || null;
  const suffix = (isUser ? instruct.input_suffix : instruct.output_suffix) || gap;
  const name = instruct.names_behavior === 'always' ? `{{@root.${speaker}}}: ` : '';
  const head = (sequence: string): string => written(sequence === '' ? '' : sequence + gap, speaker);
  const usual = first === plain ? head(plain) : block('@first', head(first), head(plain));
  // The last message is the user's; being the last counts for more than being the first.
  const opening = last === null || last === plain ? usual : block('@last', head(last), usual);
  return `${opening}${name}{{content}}${written(suffix, speaker)}`;
}

/** Source: `formatInstructModePrompt`, with the hack that it has for Mistral. */
function promptLineOf(
  { last_output_sequence: last, output_sequence: plain, names_behavior: names, wrap }: InstructPreset,
  gap: string,
): string {
  const sequence = last || plain;
  if (names !== 'always') {
    const line = gap + sequence;
    return (wrap === true ? line.trimEnd() : line) + gap;
  }
  const filler = last !== '' && /\s$/.test(plain) && !/\s$/.test(last) ? plain.slice(-1) : '';
  return `${gap}${sequence}${gap}${filler}{{char}}:`;
}

function block(condition: string, then: string, otherwise: string): string {
  const scope = '@root.';
  return `{{#if ${condition}}}${safeEnd(then, scope)}{{else}}${safeEnd(otherwise, scope)}{{/if}}`;
}

/** Handlebars takes a line away that has nothing but a block's tag: a newline right before one is written as a variable. */
function safeEnd(text: string, scope: string): string {
  return text.replace(/\n([ \t]*)$/, (_, blanks: string) => `{{${scope}newline}}${blanks}`);
}

/** Names become variables; what other macros would have become is not known. @param lost gets their names */
function handlebarsOf(text: string, speaker: Speaker, lost: Set<string>): string {
  return text.replaceAll('\r', '').replace(/\{\{\s*([^{}]*?)\s*\}\}/g, (_, macro: string) => {
    const name = macro.toLowerCase();
    if (name === 'user' || name === 'char') return `{{@root.${name}}}`;
    if (name === 'name') return speaker === 'System' ? speaker : `{{@root.${speaker}}}`;
    lost.add(`{{${macro}}}`);
    return '';
  });
}

/** Source: `getInstructStoppingSequences`, and the names that SillyTavern adds. */
function stopsOf(instruct: InstructPreset, context: ContextPreset | null): string[] {
  const gap = instruct.wrap === true ? '\n' : '';
  const own = [instruct.stop_sequence, ...(instruct.sequences_as_stop_strings === false ? [] : sequencesOf(instruct))];
  const lines = own.flatMap((text) => text.split('\n')).filter((line) => line.trim() !== '');
  const named = lines.map((line) => gap + line.replace(/\{\{name\}\}/gi, '{{user}}'));
  const names = context?.names_as_stop_strings === false ? [] : ['\n{{user}}:'];
  const end = instruct.stop_sequence.trim() === '' ? [] : [instruct.stop_sequence];
  return [...new Set([...end, ...named, ...names])].filter((stop) => !/\{\{(?!(?:user|char)\}\})/.test(stop));
}

function sequencesOf(instruct: InstructPreset): string[] {
  return [
    instruct.input_sequence,
    instruct.output_sequence,
    instruct.first_output_sequence,
    instruct.last_output_sequence,
  ];
}

/** Written like special tokens, so that the doctor looks whether they are. */
function specialsIn(instruct: InstructPreset, story: string): string[] {
  const texts = [
    ...sequencesOf(instruct),
    instruct.input_suffix,
    instruct.output_suffix,
    instruct.stop_sequence,
    story,
  ];
  return [...new Set(texts.join('\n').match(/<\|[^|<>\s]+\|>|<(?:start|end)_of_turn>/g) ?? [])];
}

function notesOn(instruct: InstructPreset, context: ContextPreset | null, lost: ReadonlySet<string>): Text[] {
  return [
    ...(context ? [] : [say('without its context preset: the persona stands alone before the chat')]),
    ...(lost.size > 0 ? [say('macros without a counterpart, left out: {names}', { names: [...lost].join(', ') })] : []),
    ...(instruct.user_alignment_message === ''
      ? []
      : [say('user_alignment_message is left out: here the chat begins with the user, or with the greeting')]),
    ...(context?.story_string_position === 1 ? [say('the story stands before the chat here, not in it')] : []),
  ];
}
