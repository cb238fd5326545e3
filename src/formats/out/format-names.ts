/** Formats in which a run can be exported. */
export const EXPORT_FORMATS = [
  'openai',
  'sharegpt',
  'sillytavern',
  'csv',
  'mt-bench',
  'rp-bench',
  'inspect',
  'promptfoo',
  'every-eval-ever',
  'parquet',
  'sillytavern-preset',
  'llama-server-preset',
  'model-card',
  'card',
] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
