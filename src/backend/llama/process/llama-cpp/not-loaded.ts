// A library that is there, and that the system does not load: mostly, one that it needs is missing. Start at `notLoaded`.
import os from 'node:os';
import path from 'node:path';
import { describeError, ModelFailure } from '../../../../core/errors.ts';
import { shellWord } from '../../../../core/shell-word.ts';
import { say, type Text } from '../../../../words/text.ts';

/** @param cause with the system's own words */
export function notLoaded(file: string, cause: unknown, platform: string = os.platform()): ModelFailure {
  const reason = describeError(cause)
    .replace(/^Failed to load shared library: /, '')
    .trim();
  const message = say('{file} is there, but the system does not load it ({reason}); {remedy}', {
    ...{ file, reason },
    remedy: remedyOn(platform, file),
  });
  return new ModelFailure('load-failed', message, { isFatal: true, cause });
}

function remedyOn(platform: string, file: string): Text {
  if (platform === 'win32')
    return say(
      'install the latest Microsoft Visual C++ Redistributable (https://learn.microsoft.com/cpp/windows/latest-supported-vc-redist)',
    );
  if (platform !== 'darwin')
    return say('install the library that is missing, such as libstdc++6 or libgomp1 on Debian and Ubuntu');
  return say('if macOS holds it back because it was downloaded, allow it with: {command}', {
    command: `xattr -dr com.apple.quarantine ${shellWord(path.dirname(file))}`,
  });
}
