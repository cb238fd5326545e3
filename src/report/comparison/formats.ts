export const COMPARE_FORMATS = ['text', 'markdown', 'html-fragment', 'csv'] as const;
export type CompareFormat = (typeof COMPARE_FORMATS)[number];
