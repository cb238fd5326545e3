// The flags of `hitogara prompts`.
import { asIs } from '../../words/text.ts';
import { type Flags, list, text } from '../flags.ts';
import { turnsOfFlag } from '../shared-flags.ts';

/** The conversation, whichever template renders it. */
export interface ConversationOptions {
  scenario: string | null;
  turnsOf: string | null;
  messages: string | null;
  replies: string[];
  model: string | null;
}

const conversationFlags: Flags<ConversationOptions> = {
  scenario: {
    flag: '-s, --scenario <id>',
    help: 'scenario whose persona and first turn are rendered',
    fallback: null,
    fallbackHelp: asIs('anime-fan'),
    parse: text,
  },
  turnsOf: turnsOfFlag,
  messages: {
    flag: '--messages <file>',
    help: 'a JSON file {system, messages: [{role, content}], user?, char?} to render instead',
    fallback: null,
    parse: text,
  },
  replies: {
    flag: '--reply <text>',
    help: 'a reply to the next turn of the scenario; repeat it to render later turns',
    fallback: [],
    parse: list,
  },
  model: {
    flag: '-m, --model <id>',
    help: 'model whose vocabulary is used, and whose own template gguf stands for',
    fallback: null,
    parse: text,
  },
};

export interface RenderOptions extends ConversationOptions {
  prompt: string | null;
  tokens: boolean;
  raw: boolean;
}

export const renderFlags: Flags<RenderOptions> = {
  prompt: {
    flag: '-p, --prompt <id>',
    help: 'template id, path of a .hbs file, or gguf',
    fallback: null,
    fallbackHelp: "the model's",
    parse: text,
  },
  ...conversationFlags,
  tokens: { flag: '--tokens', help: 'token ids and pieces instead of text; needs --model', fallback: false },
  raw: { flag: '--raw', help: 'only the prompt, without a newline at the end', fallback: false },
};

export const diffFlags: Flags<ConversationOptions> = {
  ...conversationFlags,
  replies: { ...conversationFlags.replies, fallbackHelp: 'two stock replies' },
  model: { ...conversationFlags.model, help: 'model whose own template gguf stands for' },
};
