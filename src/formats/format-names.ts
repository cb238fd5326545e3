/** Formats of chat logs that can be imported. */
const CHAT_FORMATS = [
  'text',
  'openai',
  'sharegpt',
  'sillytavern',
  'llama-cpp',
  'lm-studio',
  'ollama',
  'mt-bench-answers',
  'rp-bench',
] as const;
export type ChatFormat = (typeof CHAT_FORMATS)[number];
/** Those that are no JSON. */
export type TextFormat = 'text' | 'ollama';

/** All that can be imported. */
export const IMPORT_FORMATS = [...CHAT_FORMATS, 'card', 'questions', 'promptfoo', 'preset'] as const;
export type ImportFormat = (typeof IMPORT_FORMATS)[number];

export function isChatFormat(format: ImportFormat): format is ChatFormat {
  return CHAT_FORMATS.some((each) => each === format);
}
