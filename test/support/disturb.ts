// For tests that disturb a run: they learn when a reply is being generated, and by which process. Needs Linux's /proc.
import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/**
 * Calls back with the model process's id as soon as the n-th user line is printed (on stderr with `--json`): a reply is about to be
 * generated then.
 */
export function whileReplying(line: number, disturb: (modelProcess: number, program: ChildProcess) => void) {
  return (program: ChildProcess): void => {
    let seen = 0;
    for (const stream of [program.stdout, program.stderr]) {
      stream?.on('data', (text: string) => {
        const before = seen;
        seen += text.split('\n').filter((each) => each.startsWith('A: ')).length;
        if (before < line && seen >= line) disturb(childOf(program), program);
      });
    }
  };
}

function childOf(program: ChildProcess): number {
  const [child] = readFileSync(`/proc/${program.pid}/task/${program.pid}/children`, 'utf8').match(/\d+/) ?? [];
  // To the system, a process numbered 0 is all of this one's group.
  return child === undefined ? Number.NaN : Number(child);
}

/** The model process of a run within this process. */
export function ownModelProcess(): number {
  const children = readdirSync('/proc/self/task').flatMap((task) =>
    readFileSync(`/proc/self/task/${task}/children`, 'utf8').trim().split(' '),
  );
  const found = children.find((pid) => pid !== '' && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('child.js'));
  if (found === undefined) throw new Error('no model process runs');
  return Number(found);
}
