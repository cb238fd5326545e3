// A comparison as one HTML file that opens from disk and can load nothing. Start at `htmlReport`.
import { gzipSync } from 'node:zlib';
import type { Comparison, Section } from '../compare/comparison.ts';
import { dataElement, FILE_POLICY, packedElement, pageWith } from './page-template.ts';
import type { Regression } from './regression.ts';

/** In bytes. Longer data is packed: browsers unpack it faster than they read it. */
const LONGEST = 20_000;

/**
 * Every scenario stands apart, so that the first one can be read before the others are unpacked.
 *
 * @param template the built page: see `readPage`
 * @param regressions of its runs
 */
export function htmlReport(template: string, comparison: Comparison, regressions: readonly Regression[] = []): string {
  const parts = [
    dataElement('comparison', JSON.stringify({ ...comparison, sections: [] })),
    ...comparison.sections.map((section, index) => elementOf(`section-${index}`, section)),
    ...(regressions.length > 0 ? [elementOf('regressions', regressions)] : []),
  ];
  return pageWith(template, { policy: FILE_POLICY, data: parts.join('\n') });
}

function elementOf(id: string, part: Section | readonly Regression[]): string {
  const json = JSON.stringify(part);
  return Buffer.byteLength(json) > LONGEST
    ? packedElement(id, gzipSync(json).toString('base64'))
    : dataElement(id, json);
}
