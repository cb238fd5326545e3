// Runs inside a worker thread: parses one Jinja chat template, then renders it again and again. It may hang or exhaust its memory;
// `gguf-template.ts` kills it then. Nothing else is done here.
import { parentPort, workerData } from 'node:worker_threads';
import { Template } from '@huggingface/jinja';

const port = parentPort;
if (!port) throw new Error('this file runs in a worker thread');

/** The library's `strftime_now` gives today's date and cannot be replaced, but what a template calls can be renamed. */
const source = withEmptyStrings(String(workerData.source).replaceAll('strftime_now', 'strftime_fixed'));
const strftime_fixed = (): string => String(workerData.date);

try {
  const template = new Template(source);
  port.on('message', ({ id, variables }: { id: number; variables: Record<string, unknown> }) => {
    try {
      port.postMessage({ id, text: template.render({ ...variables, strftime_fixed }) });
    } catch (error) {
      port.postMessage({ id, error: error instanceof Error ? error.message : String(error) });
    }
  });
  port.postMessage({ ready: true });
} catch (error) {
  port.postMessage({ error: error instanceof Error ? error.message : String(error) });
}

/**
 * `x | string` of what is not there is the empty string in Jinja and an error in the library; KARAKURI's templates rest on it. Inside
 * tags only, and not within quotation marks.
 */
function withEmptyStrings(template: string): string {
  return template.replace(/\{[{%][\s\S]*?[%}]\}/g, (tag) =>
    tag.replace(/'(?:\\.|[^'\\])*'|"(?:\\.|[^"\\])*"|\|\s*string\b/g, (piece) =>
      piece.startsWith('|') ? "| default('') | string" : piece,
    ),
  );
}
