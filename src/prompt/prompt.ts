// What a prompt is, before and after rendering. Knows nothing of files, Handlebars or models.
import type { Message } from '../core/message.ts';
import type { TemplateVariables, Thinking } from '../core/thinking.ts';
import { say } from '../words/text.ts';

/** What a prompt template is given. */
export interface PromptInput {
  /** The persona's instruction; null for a conversation without one. */
  system: string | null;
  /** Everything said so far; the last message is the user's. */
  messages: readonly Message[];
  /** Names for formats with speaker labels. */
  user: string;
  char: string;
  /** Left out: as the template does by itself. */
  thinking?: Thinking;
  /** The template's own variables. */
  variables?: TemplateVariables;
}

/** Only template text may become control tokens; data is plain text, whatever it spells. */
export interface PromptPart {
  source: 'template' | 'data';
  text: string;
}

export type RenderedPrompt =
  | {
      kind: 'text';
      parts: PromptPart[];
      bos: 'text' | 'auto' | 'never';
      stop: string[];
      /** Strings of the format, to warn about data that contains one that is ordinary text in the vocabulary. */
      markers: readonly string[];
    }
  | { kind: 'messages'; system: string | null; messages: Message[]; stop: string[] };

/** How a reply goes back into the history of the next prompt. */
export type HistoryRule = 'trim' | 'keep';

export interface PromptTemplate {
  id: string;
  /** Where it comes from: a file, or the GGUF's own metadata. */
  file: string;
  /** The source, word for word, for the record. */
  text: string;
  hash: string;
  /** The date that it is told in every run, as in 2024-07-26; left out if it asks for none. Part of the hash. */
  date?: string;
  history: HistoryRule;
  /** Where the persona goes; with `none` it goes nowhere. */
  persona: 'system' | 'first-user' | 'last-user' | 'instruction' | 'none';
  /** Texts that must be one token each in a model's vocabulary for the format to work, as far as known. */
  specials: readonly string[];
  /** What ends the model's thinking, such as `</think>`; null: it is not known to think. */
  reasoning: string | null;
  /** What the format writes for a newline; null: a newline. */
  newline: string | null;
  /** How many messages the format has room for; null: no limit. */
  lastMessages: number | null;
  /** null: it only arranges messages for an API, which is told in its own way. */
  switches: TemplateSwitches | null;
  /**
   * @throws ModelFailure `template-timeout` or `template-failed` (GGUF templates), UserError (a template that names what is not there)
   */
  render(input: PromptInput): Promise<RenderedPrompt>;
  close(): Promise<void>;
}

/** What a template can be told besides the conversation. */
export interface TemplateSwitches {
  /** The values of `thinking` that make a difference, and the variables that each of them sets. */
  thinking: ReadonlyMap<Thinking, TemplateVariables>;
  /** Every name that the template's source mentions. */
  names: ReadonlySet<string>;
}

/** How a model's template was chosen. */
export interface TemplateChoice {
  /** The highest priority first; backend: the API's default if nothing is named. */
  from: 'option' | 'entry' | 'file' | 'family' | 'backend';
  /** For people. */
  why: string;
}

/** The requested template; the command line overrides the entry. */
export function namedChoice(option: string | null, entry: string | undefined): TemplateChoice {
  if (option !== null) return { from: 'option', why: String(say('named with --prompt')) };
  if (entry !== undefined) return { from: 'entry', why: String(say('named in the model entry')) };
  return { from: 'backend', why: String(say("the backend's default")) };
}

/** The prompt as one string, as llama.cpp would be given it. */
export function promptText(parts: readonly PromptPart[]): string {
  return parts.map((part) => part.text).join('');
}

/** Joins neighbouring parts of the same source and removes empty ones. */
export function joinParts(parts: readonly PromptPart[]): PromptPart[] {
  const joined: PromptPart[] = [];
  for (const part of parts) {
    const last = joined.at(-1);
    if (part.text === '') continue;
    if (last?.source === part.source) joined[joined.length - 1] = { source: part.source, text: last.text + part.text };
    else joined.push({ ...part });
  }
  return joined;
}
