// Loaded into a program that a test starts: a system without /proc, such as macOS or Windows.
import { promises } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

for (const name of ['readFile', 'readlink']) {
  const whole = promises[name];
  promises[name] = async (file, ...options) => {
    if (String(file).startsWith('/proc/')) throw Object.assign(new Error(`ENOENT: ${file}`), { code: 'ENOENT' });
    return whole(file, ...options);
  };
}
syncBuiltinESMExports();
