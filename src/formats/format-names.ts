/** Formats of chat logs that can be imported. */
export const CHAT_FORMATS = ['text', 'openai', 'sharegpt', 'sillytavern'] as const;
export type ChatFormat = (typeof CHAT_FORMATS)[number];
