// `hitogara models verify`: whether a model's files are still what they were when they were downloaded. Start at `verifyModel`.
import { type VerifiedFile, verifyNamed } from '../../backend/verify-model.ts';
import { ExitCode, UserError } from '../../core/errors.ts';
import { inertJson } from '../../core/inert-text.ts';
import { shorten } from '../../core/world.ts';
import { progressLine } from '../../report/progress-line.ts';
import { messageLine, shown } from '../../report/screen.ts';
import { say, type Text } from '../../words/text.ts';
import type { Host } from '../host.ts';
import { bytesDone } from './bytes-done.ts';

export async function verifyModel(selector: string, { json }: { json: boolean }, host: Host): Promise<number> {
  const verified = await verifiedFiles(selector, host);
  const files = verified.map((each) => ({ ...each, file: shorten(each.file, host) }));
  if (json) host.stdout.write(`${inertJson(files)}\n`);
  else for (const each of files) host.stdout.write(`${messageLine(shown(describe(each), host), host)}\n`);
  if (files.some(({ status }) => status === 'differs')) return ExitCode.gateFailed;
  return files.every(({ status }) => status === 'same') ? ExitCode.done : ExitCode.someFailed;
}

async function verifiedFiles(selector: string, host: Host): Promise<VerifiedFile[]> {
  const line = progressLine(host);
  let current = '';
  let done = 0;
  try {
    return await verifyNamed(selector, host, (bytes, { file, size }) => {
      done = file === current ? done + bytes : bytes;
      current = file;
      line.show(...bytesDone(done, size));
    });
  } catch (cause) {
    if (!host.signal.aborted) throw cause;
    throw new UserError(say('interrupted'), { exitCode: ExitCode.interrupted, cause });
  } finally {
    line.clear();
  }
}

function describe({ file, status, bytes, sha256, recorded, problem }: VerifiedFile): Text {
  if (bytes === null) return say('{file} is not on this machine', { file });
  const digest = sha256 ?? say('unknown');
  if (status === 'differs') return say('{file}: damaged or replaced: {problem}', { file, problem: problem ?? '' });
  switch (recorded?.from) {
    case 'server':
      return say('{file}: whole; its sha256 is {digest}, as the server named it', { file, digest });
    case 'download':
      return say('{file}: as it was downloaded; its sha256 is {digest}, and the server had named none', {
        file,
        digest,
      });
    case 'file-name':
      return say('{file}: whole; its sha256 is {digest}, as its name in the cache says', { file, digest });
    case undefined:
      return say('{file}: cannot be verified: no checksum was recorded for it; its sha256 is {digest}', {
        file,
        digest,
      });
  }
}
