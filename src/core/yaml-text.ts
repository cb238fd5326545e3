import { stringify } from 'yaml';

/**
 * Data as people would write it in YAML: long texts stand in blocks, word for word.
 * @param hasBlocks false: every text stands in one line, for short ones with newlines that count
 */
export function yamlText(data: unknown, { hasBlocks = true }: { hasBlocks?: boolean } = {}): string {
  return stringify(data, { lineWidth: 0, blockQuote: hasBlocks ? 'literal' : false });
}
