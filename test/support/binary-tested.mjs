// Loaded into the processes that tests start. node-llama-cpp tries its binary in a process of its own before each load, which takes longer than
// all else that a test does with a toy model; `backend-contract.test.ts`, `llama-facts.test.ts` and `tokenize.test.ts` go through that.
import childProcess from 'node:child_process';
import { EventEmitter } from 'node:events';
import { syncBuiltinESMExports } from 'node:module';

const { fork } = childProcess;
childProcess.fork = (file, ...rest) =>
  String(file).endsWith('testBindingBinary.js') ? testedBefore() : fork(file, ...rest);
syncBuiltinESMExports();

/** What the library hears from a process in which the binary works. */
function testedBefore() {
  const answers = { start: { type: 'loaded' }, test: { type: 'done' } };
  const child = Object.assign(new EventEmitter(), { exitCode: null, killed: false, kill: () => true });
  child.send = ({ type }) => {
    if (type === 'exit') child.exitCode = 0;
    process.nextTick(() => (type === 'exit' ? child.emit('exit', 0) : child.emit('message', answers[type])));
  };
  process.nextTick(() => child.emit('message', { type: 'ready' }));
  return child;
}
