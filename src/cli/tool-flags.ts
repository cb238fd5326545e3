import { type Flags, integer, list, text } from './flags.ts';
import { type LlamaFlagOptions, llamaFlags } from './llama-flags.ts';

export interface ModelsListOptions {
  json: boolean;
}
export const modelsListFlags: Flags<ModelsListOptions> = {
  json: { flag: '--json', help: 'one JSON array on stdout', fallback: false },
};

export interface ModelsInspectOptions {
  json: boolean;
}
export const modelsInspectFlags: Flags<ModelsInspectOptions> = {
  json: { flag: '--json', help: 'one JSON object on stdout', fallback: false },
};

export interface ModelsPullOptions {
  into: string;
}
export const modelsPullFlags: Flags<ModelsPullOptions> = {
  into: { flag: '--into <folder>', help: 'folder for the file', fallback: 'models', parse: text },
};

export interface PromptsListOptions {
  json: boolean;
}
export const promptsListFlags: Flags<PromptsListOptions> = {
  json: { flag: '--json', help: 'one JSON array on stdout', fallback: false },
};

export interface PromptsRenderOptions {
  prompt: string | null;
  scenario: string | null;
  messages: string | null;
  replies: string[];
  model: string | null;
  tokens: boolean;
  raw: boolean;
}
export const promptsRenderFlags: Flags<PromptsRenderOptions> = {
  prompt: {
    flag: '-p, --prompt <id>',
    help: "template id, path of a .hbs file, or gguf (default: the model's)",
    fallback: null,
    parse: text,
  },
  scenario: {
    flag: '-s, --scenario <id>',
    help: 'whose persona and first turn to render',
    fallback: null,
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
  tokens: { flag: '--tokens', help: 'token ids and pieces instead of text; needs --model', fallback: false },
  raw: { flag: '--raw', help: 'the bytes alone, without a newline at the end', fallback: false },
};

export interface PromptsDiffOptions {
  scenario: string | null;
  messages: string | null;
  replies: string[];
  model: string | null;
}
export const promptsDiffFlags: Flags<PromptsDiffOptions> = {
  scenario: promptsRenderFlags.scenario,
  messages: promptsRenderFlags.messages,
  replies: {
    ...promptsRenderFlags.replies,
    help: 'a reply to the next turn of the scenario; may be repeated (default: two that everybody could give)',
  },
  model: { ...promptsRenderFlags.model, help: 'whose template gguf is' },
};

/** A few of each kind: for what needs no whole catalogue to show. */
export const CORE_SCENARIOS = ['anime-fan', 'cafe-clerk', 'childhood-friend', 'tts-bot', 'village-elder'];

export interface SelfTestOptions extends LlamaFlagOptions {
  model: string | null;
  scenarios: string[];
  prompt: string | null;
  turns: number;
  maxTokens: number;
  parallel: number;
  seed: number;
  out: string;
  json: boolean;
}
export const selfTestFlags: Flags<SelfTestOptions> = {
  model: {
    flag: '-m, --model <id>',
    help: 'model id, path of a .gguf file or of a .yaml entry',
    fallback: null,
    parse: text,
    isRequired: true,
  },
  scenarios: {
    flag: '-s, --scenario <id>',
    help: `scenario id, glob of ids, tag:casual, or path; may be repeated (default: ${CORE_SCENARIOS.join(', ')})`,
    fallback: [],
    parse: list,
  },
  prompt: promptsRenderFlags.prompt,
  turns: {
    flag: '--turns <n>',
    help: 'turns of each scenario that are played',
    fallback: 4,
    parse: integer({ from: 1 }),
  },
  maxTokens: {
    flag: '--max-tokens <n>',
    help: 'most tokens of one reply',
    fallback: 48,
    parse: integer({ from: 1 }),
  },
  parallel: {
    flag: '--parallel <n>',
    help: 'conversations at once in the batched part',
    fallback: 4,
    parse: integer({ from: 2, to: 256 }),
  },
  seed: {
    flag: '--seed <n>',
    help: 'seed of the conversations that are sampled',
    fallback: 1,
    parse: integer({ from: 0, to: 0xffff_fffe }),
  },
  out: {
    flag: '--out <folder>',
    help: 'where run folders are; the noise floor goes into noise/ under it',
    fallback: 'results',
    parse: text,
  },
  json: { flag: '--json', help: 'one JSON object on stdout, everything else on stderr', fallback: false },
  ...llamaFlags,
};

export interface DoctorOptions extends LlamaFlagOptions {
  models: string[];
  all: boolean;
  prompt: string | null;
  scenarios: string[];
  rank: boolean;
  conversations: number;
  turns: number;
  json: boolean;
}
export const doctorFlags: Flags<DoctorOptions> = {
  models: {
    flag: '-m, --model <id>',
    help: 'model id, glob of ids, or path of a .gguf file; may be repeated',
    fallback: [],
    parse: list,
  },
  all: { flag: '--all', help: 'every model whose GGUF file is on this machine', fallback: false },
  prompt: {
    flag: '-p, --prompt <id>',
    help: 'template to examine: id, path of a .hbs file, or gguf (default: what eval would choose)',
    fallback: null,
    parse: text,
  },
  scenarios: {
    flag: '-s, --scenario <id>',
    help: 'whose reference replies are used: scenario id, glob, tag:casual, or path; may be repeated (default: anime-fan; with --rank five plain ones, then tag:ja)',
    fallback: [],
    parse: list,
  },
  rank: {
    flag: '--rank',
    help: 'load the weights, and rank all templates by how likely the model holds reference replies in them',
    fallback: false,
  },
  conversations: {
    flag: '--conversations <n>',
    help: 'most conversations for --rank',
    fallback: 12,
    parse: integer({ from: 2 }),
  },
  turns: {
    flag: '--turns <n>',
    help: 'turns of each conversation for --rank',
    fallback: 3,
    parse: integer({ from: 1 }),
  },
  json: { flag: '--json', help: 'one JSON array on stdout', fallback: false },
  ...llamaFlags,
};
