// The flags of `hitogara prompts`.
import { type Flags, list, text } from '../flags.ts';

/** What is said, through whichever template. */
export interface ConversationOptions {
  scenario: string | null;
  messages: string | null;
  replies: string[];
  model: string | null;
}

const conversationFlags: Flags<ConversationOptions> = {
  scenario: {
    flag: '-s, --scenario <id>',
    help: 'whose persona and first turn to render',
    fallback: null,
    fallbackHelp: 'anime-fan',
    parse: text,
  },
  messages: {
    flag: '--messages <file>',
    help: 'a JSON file {system, messages: [{role, content}], user?, char?} to render instead',
    fallback: null,
    parse: text,
  },
  replies: {
    flag: '--reply <text>',
    help: 'a reply to the next turn of the scenario; may be repeated, each time going one turn on',
    fallback: [],
    parse: list,
  },
  model: {
    flag: '-m, --model <id>',
    help: 'model whose vocabulary, and whose own template for gguf, is used',
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
  raw: { flag: '--raw', help: 'the bytes alone, without a newline at the end', fallback: false },
};

export const diffFlags: Flags<ConversationOptions> = {
  ...conversationFlags,
  replies: { ...conversationFlags.replies, fallbackHelp: 'two that anybody could give' },
  model: { ...conversationFlags.model, help: 'whose template gguf is' },
};
