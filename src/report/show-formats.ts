export const SHOW_FORMATS = ['text', 'markdown', 'json'] as const;
export type ShowFormat = (typeof SHOW_FORMATS)[number];
