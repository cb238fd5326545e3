import { type Flags, list, text } from './flags.ts';

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
