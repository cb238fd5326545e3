// A process that takes the lock of a folder, says so, and keeps it until it is killed.
import { takeLock } from '../../dist/core/lock.js';
import { thisProcess } from '../../dist/this-process.js';

const [directory = ''] = process.argv.slice(2);
await takeLock(directory, thisProcess().process).then(
  () => process.stdout.write('held\n'),
  (error) => process.stdout.write(`${error.message}\n`),
);
setInterval(() => {}, 60_000);
