// Tables in Parquet files, as Hugging Face keeps data sets. They are read in a process that may run out of memory: in a thread, one allocation
// that is too large would crash the whole program. Start at `parquetRows`.
import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { UserError } from '../../core/errors.ts';
import { say } from '../../words/text.ts';
import { tooManyRows } from '../json-lines.ts';
import type { ParquetAnswer, ParquetTask } from './parquet-process.ts';

export function isParquet(bytes: Buffer): boolean {
  return bytes.toString('latin1', 0, 4) === 'PAR1';
}

/** Of texts, in characters, and of a page, in bytes. */
const MOST = 32e6;
const MEMORY_LIMIT_MB = 256;
const MOST_SECONDS = 10;

/** @throws UserError if it is damaged, or has more than a question set can have */
export async function parquetRows(bytes: Buffer, file: string, most: number): Promise<Record<string, unknown>[]> {
  const answer = await answerOf({ bytes, most, mostBytes: MOST });
  const place = { file };
  switch (answer.type) {
    case 'rows':
      return answer.rows;
    case 'too-many':
      throw tooManyRows(most, file);
    case 'too-large':
      throw new UserError(say('unpacks to more than {n} MB, which is the most that is read', { n: MOST / 1e6 }), {
        place,
      });
    case 'broken':
      throw new UserError(say('is a Parquet file that cannot be read: {reason}', { reason: answer.reason }), { place });
  }
}

function answerOf(task: ParquetTask): Promise<ParquetAnswer> {
  const child = fork(fileURLToPath(new URL('./parquet-process.js', import.meta.url)), [], {
    execArgv: [`--max-old-space-size=${MEMORY_LIMIT_MB}`],
    env: {},
    stdio: ['ignore', 'ignore', 'ignore', 'ipc'],
    serialization: 'advanced',
    // The types do not know that this option is handed on to `spawn`.
    ...{ windowsHide: true },
  });
  return new Promise<ParquetAnswer>((resolve) => {
    const broken = (reason: string): void => resolve({ type: 'broken', reason });
    const timer = setTimeout(() => broken(`it takes more than ${MOST_SECONDS} s`), MOST_SECONDS * 1_000);
    child.once('message', (answer: ParquetAnswer) => resolve(answer));
    child.once('error', ({ message }) => broken(message));
    child.once('exit', () => {
      clearTimeout(timer);
      broken('it takes too much memory');
    });
    // Why it could not be sent, is told by how the process ends.
    child.send(task, () => {});
  }).finally(() => {
    // Of one that could not be started, the number is 0, and the signal would go to every process of this one's own group.
    if (child.pid !== undefined) child.kill('SIGKILL');
  });
}
