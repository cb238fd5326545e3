// A comparison as one HTML file that opens from disk and can load nothing. Start at `htmlReport`.
import { gzipSync } from 'node:zlib';
import type { Comparison } from '../compare/comparison.ts';
import { dataElement, FILE_POLICY, pageWith } from './page-template.ts';

/** In bytes. Longer data is packed: browsers unpack it faster than they read it. */
const LONGEST = 200_000;

/** @param template the built page: see `readPage` */
export function htmlReport(template: string, comparison: Comparison): string {
  const json = JSON.stringify(comparison);
  const isLong = Buffer.byteLength(json) > LONGEST;
  const data = isLong
    ? dataElement('comparison-gzip', gzipSync(json).toString('base64'))
    : dataElement('comparison', json);
  return pageWith(template, { policy: FILE_POLICY, data });
}
