import { fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Gpu } from './build-peers.ts';
import type { SamplingName, Timing } from './workload.ts';

export type EngineName = 'auto' | 'prebuilt' | 'openmp';

export interface OpenMessage {
  type: 'open';
  file: string;
  threads: number;
  gpu: Gpu;
  engine: EngineName;
  contextSize: number;
}
export interface GenerateMessage {
  type: 'generate';
  prompt: readonly number[];
  replyTokens: number;
  sampling: SamplingName;
}
export type LibraryMessage = OpenMessage | GenerateMessage;
export type LibraryAnswer =
  | { type: 'opened' }
  | { type: 'timing'; timing: Timing }
  | { type: 'failed'; reason: string };

export interface Library {
  generate(message: Omit<GenerateMessage, 'type'>): Promise<Timing>;
  close(): void;
}

/** Opens a model with the library alone, in a process of its own. */
export async function openLibrary(options: Omit<OpenMessage, 'type'>): Promise<Library> {
  const child = fork(fileURLToPath(new URL('./library-child.ts', import.meta.url)), [], {
    env: { ...process.env, UV_THREADPOOL_SIZE: '1' },
    serialization: 'advanced',
  });
  const ask = (message: LibraryMessage): Promise<LibraryAnswer> =>
    new Promise((resolve, reject) => {
      const onExit = (code: number | null): void => reject(new Error(`the library's process ended with code ${code}`));
      child.once('exit', onExit);
      child.once('message', (answer: LibraryAnswer) => {
        child.off('exit', onExit);
        if (answer.type === 'failed') reject(new Error(answer.reason));
        else resolve(answer);
      });
      child.send(message);
    });
  await ask({ type: 'open', ...options });
  return {
    async generate(message) {
      const answer = await ask({ type: 'generate', ...message });
      if (answer.type !== 'timing') throw new Error('the library gave no timing');
      return answer.timing;
    },
    close: () => child.disconnect(),
  };
}
