// A separate process: parses one untrusted Jinja chat template, then renders it again and again. It may hang or run out of memory;
// `jinja-renderer.ts` handles that. Nothing else is done here.
import { createContext, Script } from 'node:vm';
import { ENDING_SIGNALS } from '../core/ending-signals.ts';
import type { Day } from './jinja/strftime.ts';
import { compileTemplate } from './jinja/template.ts';

/** First the template, then one message for each rendering. Each times out after `limitMs`. */
export type ToJinja = { limitMs: number } & (
  | { source: string; date: Day }
  | { id: number; variables: Record<string, unknown> }
);
export type FromJinja = { id?: number } & ({ ready: true } | { text: string } | { error: string } | { timedOut: true });

let render: ((variables: Record<string, unknown>) => string) | undefined;

process.on('message', (message: ToJinja) => {
  const id = 'id' in message ? { id: message.id } : {};
  send({ ...id, ...answer(message) });
});
process.on('disconnect', () => process.exit(0));
// They may reach the whole process group; the parent decides when this process ends.
for (const signal of ENDING_SIGNALS) process.on(signal, () => {});

function answer(message: ToJinja): FromJinja {
  return within(message.limitMs, () => {
    try {
      if ('id' in message) return render ? { text: render(message.variables) } : { error: 'there is no template yet' };
      render = compileTemplate(message.source, message.date);
      return { ready: true };
    } catch (error) {
      return { error: error instanceof Error ? error.message : String(error) };
    }
  });
}

/** Only a script of `node:vm` can be interrupted by Node: no events or signals are handled while a template runs. */
const room = { work: (): void => {} };
const script = new Script('work()');
createContext(room);

/** The limit is enforced here, not only by the parent, so that an endless template does not outlive a killed parent. */
function within(limitMs: number, work: () => FromJinja): FromJinja {
  let result: FromJinja = { timedOut: true };
  room.work = () => {
    result = work();
  };
  try {
    script.runInContext(room, { timeout: limitMs });
  } catch (error) {
    // No `instanceof Error`: it comes from the script's own context.
    const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : null;
    if (code !== 'ERR_SCRIPT_EXECUTION_TIMEOUT') throw error;
  }
  return result;
}

function send(message: FromJinja): void {
  process.send?.(message);
}
