import { ExitCode } from '../../core/errors.ts';
import { inertLine } from '../../core/inert-text.ts';
import { absolute, shorten } from '../../core/world.ts';
import { requireLlama, selectModel } from '../../registry/load.ts';
import { pullGguf } from '../../registry/pull.ts';
import { progressLine } from '../../report/progress-line.ts';
import { asIs, say } from '../../words/text.ts';
import type { Host } from '../host.ts';

/** `hitogara models pull` */
export async function pullModel(selector: string, { into }: { into: string }, host: Host): Promise<number> {
  const entry = requireLlama(await selectModel(selector, host));
  const line = progressLine(host);
  try {
    const downloaded = await pullGguf({
      file: entry.spec.file,
      directory: absolute(into, host),
      environment: host.environment,
      signal: host.signal,
      onProgress(downloadedBytes, totalBytes) {
        const share = totalBytes ? downloadedBytes / totalBytes : null;
        const text =
          share === null
            ? asIs(megabytes(downloadedBytes))
            : say('{percent} % of {total}', {
                percent: (share * 100).toFixed(0).padStart(3),
                total: megabytes(totalBytes ?? 0),
              });
        line.show(text, share);
      },
    });
    line.clear();
    host.stdout.write(`${inertLine(shorten(downloaded, host))}\n`);
    return ExitCode.done;
  } finally {
    line.clear();
  }
}

function megabytes(bytes: number): string {
  return `${(bytes / 1e6).toFixed(1)} MB`;
}
