// The prompt template inside a GGUF file (`tokenizer.chat_template`), with data kept apart from template. Knows nothing of llama.cpp.
// Start at `openGgufTemplate`.
import { ModelFailure } from '../core/errors.ts';
import { escapeForRegExp } from '../core/glob.ts';
import { sha256 } from '../core/hash.ts';
import type { TemplateVariables } from '../core/thinking.ts';
import { dateFor, type JinjaRenderer, jinjaRenderer } from './jinja-renderer.ts';
import {
  joinParts,
  type PromptInput,
  type PromptPart,
  type PromptTemplate,
  promptText,
  type RenderedPrompt,
} from './prompt.ts';
import { chooseSentinels, wrap } from './sentinel.ts';
import { findSwitches } from './switches.ts';
import { THINKING_MARKS } from './thinking-marks.ts';

/** What most families write whose template deals with thinking. */
const THINKING_ENDS = '</think>';

/**
 * Raised whenever the same source renders differently than before, or its replies are read differently: part of the hash, so that runs by
 * different rules are not taken for runs with the same template. Since 2, thinking is taken out of replies, `</think>` in messages stays,
 * and `| string` may lack a value; since 3, that holds for the marks of all models that think.
 */
const RULES_REVISION = 3;

/** Whether a template's name means the one inside the file. */
export function isGgufSelector(selector: string): boolean {
  return selector === 'gguf' || selector === 'gguf:first-user';
}

export interface GgufTemplateSource {
  /** Path of the GGUF file, for messages. */
  file: string;
  template: string;
  bosToken: string;
  eosToken: string;
  /** Text of every marker token (white space aside): data that spells one is hidden from the template. */
  specialTokens: readonly string[];
  /** `first-user` puts the persona into the first user message, for templates that reject or drop a system role. */
  persona: 'system' | 'first-user';
}

export async function openGgufTemplate(source: GgufTemplateSource): Promise<PromptTemplate> {
  const renderer = jinjaRenderer(source.file, source.template);
  const markers = markersIn(source.template);
  // Thinking has already been taken out of replies: a mark that is left is part of the text, and templates would cut there.
  const marks = THINKING_MARKS.flatMap(({ open, close, isPlainText }) => (isPlainText ? [] : [open, close]));
  const hidden = [...new Set([...source.specialTokens, ...marks])];
  const fixed = { bos_token: source.bosToken, eos_token: source.eosToken, tools: null, documents: null };
  const switches = await findSwitches(source.template, tryRendering(renderer, fixed));
  const render = async (input: PromptInput): Promise<RenderedPrompt> => {
    const messages = messagesOf(input, source.persona);
    const hiding = hidingOf(hidden, [source.template, ...messages.map((message) => message.content)]);
    const text = await renderer.render({
      ...(input.thinking && switches.thinking.get(input.thinking)),
      ...input.variables,
      messages: messages.map(({ role, content }) => ({ role, content: hiding.hide(content) })),
      ...fixed,
      add_generation_prompt: true,
    });
    const parts = hiding.reveal(text);
    requirePersona(input.system, promptText(parts), source);
    return { kind: 'text', parts, bos: 'auto', stop: [], markers };
  };
  const id = source.persona === 'system' ? 'gguf' : 'gguf:first-user';
  const text = source.template;
  const date = dateFor(text);
  return {
    id,
    file: source.file,
    text,
    hash: sha256(`${id}\n${RULES_REVISION}\n${text}${date === null ? '' : `\n${date}`}`),
    ...(date !== null && { date }),
    history: 'trim',
    persona: source.persona,
    specials: [],
    reasoning: text.includes(THINKING_ENDS) ? THINKING_ENDS : null,
    newline: null,
    lastMessages: null,
    switches,
    render,
    close: renderer.close,
  };
}

/** A short conversation with these variables; null if the template rejects them, or if it has been too slow before. */
function tryRendering(renderer: JinjaRenderer, fixed: Record<string, unknown>) {
  let isSlow = false;
  return async (variables: TemplateVariables): Promise<string | null> => {
    if (isSlow) return null;
    try {
      const messages = [{ role: 'user', content: 'a' }];
      return await renderer.render({ ...variables, ...fixed, messages, add_generation_prompt: true });
    } catch (error) {
      if (!(error instanceof ModelFailure)) throw error;
      isSlow = error.code === 'template-timeout';
      return null;
    }
  };
}

/** What looks like structure in a template's source: bracketed words, angle brackets, `### heads:` and `NAME:` labels. */
function markersIn(template: string): string[] {
  const found = template.match(
    /\[\/?[A-Z_]{2,}\]|<<\/?[A-Z]+>>|<[|｜/]?[\w▁-]+[|｜]?>|#{2,3} ?[^\s'"{}%:：]{1,20}[:：]|\b[A-Z][A-Za-z]+:/g,
  );
  return [...new Set(found ?? [])];
}

function messagesOf(
  { system, messages }: PromptInput,
  persona: GgufTemplateSource['persona'],
): { role: string; content: string }[] {
  if (system === null) return [...messages];
  if (persona === 'system') return [{ role: 'system', content: system }, ...messages];
  const [first, ...rest] = messages;
  return first ? [{ role: first.role, content: `${system}\n${first.content}` }, ...rest] : [];
}

/** The template accepts a persona but silently leaves it out. */
export class PersonaDropped extends ModelFailure {
  constructor(file: string) {
    super(
      'template-failed',
      `the chat template inside ${file} drops the persona; --prompt gguf:first-user puts it into the first user turn`,
    );
  }
}

/** LLM-jp-3's template silently drops the system message; a persona test without the persona is worthless. */
function requirePersona(system: string | null, rendered: string, source: GgufTemplateSource): void {
  const squeeze = (text: string): string => text.replace(/\s+/g, '');
  if (system === null || squeeze(rendered).includes(squeeze(system))) return;
  throw new PersonaDropped(source.file);
}

interface Hiding {
  hide(content: string): string;
  reveal(rendered: string): PromptPart[];
}

/**
 * Marks data on its way through the template, in two ways. The text without its outer white space is put between a pair of private-use
 * characters, so that `trim` still works. Text that spells a special token is replaced by its number between another pair, so that
 * `split()` and comparisons in the template cannot take it for the template's own.
 */
function hidingOf(specialTokens: readonly string[], texts: readonly string[]): Hiding {
  const [data, special] = chooseSentinels(texts);
  const indexOf = new Map(specialTokens.map((text, index) => [text, index]));
  const longestFirst = [...specialTokens].sort((a, b) => b.length - a.length).map(escapeForRegExp);
  const anySpecial = longestFirst.length > 0 ? new RegExp(longestFirst.join('|'), 'g') : null;
  const number = (token: string): string => `${special.open}${indexOf.get(token)}${special.close}`;
  return {
    hide(content) {
      const hidden = anySpecial ? content.replace(anySpecial, number) : content;
      const [, before = '', core = '', after = ''] = /^(\s*)([\s\S]*?)(\s*)$/.exec(hidden) ?? [];
      return before + wrap(core, data) + after;
    },
    reveal(rendered) {
      // A template may cut data apart: a mark without its partner means nothing, and is removed.
      const whole = new RegExp(`${data.open}([^${data.open}${data.close}]*)${data.close}`, 'gu');
      const pieces = rendered.split(whole);
      return joinParts(pieces.flatMap((piece, index) => revealSpecials(piece, index % 2 === 1 ? 'data' : 'template')));
    },
  };

  function revealSpecials(piece: string, source: PromptPart['source']): PromptPart[] {
    const plain = piece.replaceAll(data.open, '').replaceAll(data.close, '');
    return plain
      .split(new RegExp(`${special.open}(\\d+)${special.close}`, 'u'))
      .map((text, index) =>
        index % 2 === 1 ? { source: 'data', text: specialTokens[Number(text)] ?? '' } : { source, text },
      );
  }
}
