// Loaded into a program that a test starts: what Windows answers while a scanner or a program that synchronises folders has a file open.
// `?every=3&code=EPERM` refuses every third rename and removal with that code; `?every=1&only=summary.json` all that end in it.
// Nobody waits: what would take seconds takes none.
import { promises } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const asked = new URL(import.meta.url).searchParams;
const every = Number(asked.get('every'));
const code = asked.get('code') ?? 'EPERM';
let count = 0;

for (const name of ['rename', 'rm']) {
  const whole = promises[name];
  promises[name] = async (...args) => {
    const file = String(args[name === 'rename' ? 1 : 0]);
    const isMeant = file.endsWith(asked.get('only') ?? '');
    if (isMeant && ++count % every === 0)
      throw Object.assign(new Error(`${code}: operation not permitted, ${name} '${file}'`), { code, syscall: name });
    return whole(...args);
  };
}
timers.setTimeout = () => Promise.resolve();
syncBuiltinESMExports();
