// Runs inside a worker thread: renders one Jinja chat template again and again. It may hang or exhaust its memory;
// `gguf-template.ts` kills it then. Nothing else is done here.
import { parentPort, workerData } from 'node:worker_threads';
import { Template } from '@huggingface/jinja';

const port = parentPort;
if (!port) throw new Error('this file runs in a worker thread');

const source = String(workerData.source);
let template: Template | undefined;
port.on('message', ({ id, variables }: { id: number; variables: Record<string, unknown> }) => {
  try {
    template ??= new Template(source);
    port.postMessage({ id, text: template.render(variables) });
  } catch (error) {
    port.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
  }
});
