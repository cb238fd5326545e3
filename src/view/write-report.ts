// A comparison as one HTML file, which needs nothing else. Start at `writeHtmlReport`.
import { open } from 'node:fs/promises';
import type { Comparison } from '../compare/comparison.ts';
import { describeError, ExitCode, UserError } from '../core/errors.ts';
import { absolute, type World } from '../core/world.ts';
import { say } from '../words/text.ts';
import { htmlReport } from './html-report.ts';
import { GENERATOR } from './page-template.ts';
import { readPage } from './read-page.ts';
import { regressionsIn } from './regressions.ts';

/** In bytes of HTML: a browser opens more than this only slowly. */
const MOST_BYTES = 25e6;

/**
 * @returns how large it is
 * @throws UserError if the file is something else, if it would be too large, or if it cannot be written (exit 3)
 */
export async function writeHtmlReport(
  comparison: Comparison,
  file: string,
  places: Pick<World, 'workingDirectory'>,
): Promise<{ bytes: number }> {
  await requireReport(file);
  const runs = comparison.runs.map(({ id, directory }) => [id, absolute(directory, places)] as const);
  const html = Buffer.from(htmlReport(await readPage(), comparison, await regressionsIn(runs)));
  if (html.byteLength > MOST_BYTES) {
    const megabytes = (html.byteLength / 1e6).toFixed(0);
    throw new UserError(say('the report would be {megabytes} MB, too large for one page', { megabytes }), {
      remedy: say(
        'Name fewer models or scenarios with --model and --scenario, or use hitogara view, which loads what is looked at.',
      ),
    });
  }
  try {
    await using handle = await open(file, 'w');
    await handle.writeFile(html);
  } catch (cause) {
    throw new UserError(say('cannot be written: {reason}', { reason: describeError(cause) }), {
      place: { file },
      exitCode: ExitCode.someFailed,
      cause,
    });
  }
  return { bytes: html.byteLength };
}

/** What says near the beginning of a file that it is such a report. */
const HEAD_BYTES = 2_048;

/** A mistyped name must not cost anybody a file. */
async function requireReport(file: string): Promise<void> {
  const start = await headOf(file);
  if (start === null || start === '' || start.includes(GENERATOR)) return;
  throw new UserError(say('already exists, and is not a report made by this program'), {
    place: { file },
    remedy: say('Name another file with -o, or move this one away.'),
  });
}

/** null: there is no such file. */
async function headOf(file: string): Promise<string | null> {
  try {
    await using handle = await open(file);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEAD_BYTES), 0, HEAD_BYTES, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } catch (cause) {
    if (cause instanceof Error && 'code' in cause && cause.code === 'ENOENT') return null;
    throw new UserError(say('cannot be read: {reason}', { reason: describeError(cause) }), { place: { file }, cause });
  }
}
