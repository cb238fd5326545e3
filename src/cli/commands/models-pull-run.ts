import { pullModel as pull } from '../../backend/pull-model.ts';
import { ExitCode } from '../../core/errors.ts';
import { inertLine } from '../../core/inert-text.ts';
import { absolute, shorten } from '../../core/world.ts';
import { requireLlama, selectModel } from '../../registry/load.ts';
import { progressLine } from '../../report/progress-line.ts';
import { messageLine, shown } from '../../report/screen.ts';
import type { Host } from '../host.ts';
import { bytesDone } from './bytes-done.ts';

/** `hitogara models pull` */
export async function pullModel(selector: string, { into }: { into: string }, host: Host): Promise<number> {
  const entry = requireLlama(await selectModel(selector, host));
  const token = host.environment.HF_TOKEN?.trim();
  if (token) host.secrets.add('HF_TOKEN', token);
  const line = progressLine(host);
  try {
    const downloaded = await pull({
      file: entry.spec.file,
      directory: absolute(into, host),
      world: host,
      onNote(note) {
        line.clear();
        host.stderr.write(`${messageLine(shown(note, host), host)}\n`);
      },
      onProgress: (done, total) => line.show(...bytesDone(done, total)),
    });
    line.clear();
    host.stdout.write(`${inertLine(shorten(downloaded, host))}\n`);
    return ExitCode.done;
  } finally {
    line.clear();
  }
}
