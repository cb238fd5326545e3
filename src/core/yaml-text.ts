import { stringify } from 'yaml';

/** Data as people would write it in YAML: long texts stand in blocks, word for word. */
export function yamlText(data: unknown): string {
  return stringify(data, { lineWidth: 0, blockQuote: 'literal' });
}
