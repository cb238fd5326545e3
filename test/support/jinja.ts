// One process that renders Jinja templates, for tests over many of them: `jinjaRenderer` starts one for each, which takes most of the time.
import { fork } from 'node:child_process';
import { once } from 'node:events';
import path from 'node:path';
import type { FromJinja, ToJinja } from '../../dist/prompt/jinja-process.js';
import { REPOSITORY } from './cli.ts';

export interface Jinja {
  /** One after the other. */
  render(source: string, variables: Record<string, unknown>): Promise<string>;
  close(): Promise<void>;
}

const LIMIT_MS = 20_000;

export function openJinja(): Jinja {
  const child = fork(path.join(REPOSITORY, 'dist/prompt/jinja-process.js'), { execArgv: [] });
  let parsed: string | null = null;
  let calls = 0;
  const ask = async (message: ToJinja): Promise<FromJinja> => {
    const answer = once(child, 'message', { signal: AbortSignal.timeout(LIMIT_MS) });
    child.send(message);
    const [said]: FromJinja[] = await answer;
    if (said === undefined || 'error' in said || 'timedOut' in said) throw new Error(JSON.stringify(said));
    return said;
  };
  return {
    async render(source, variables) {
      if (parsed !== source) await ask({ source, date: { year: 2024, month: 7, day: 26 }, limitMs: LIMIT_MS });
      parsed = source;
      const said = await ask({
        id: ++calls,
        variables: { ...variables, date_string: '26 Jul 2024' },
        limitMs: LIMIT_MS,
      });
      if (!('text' in said)) throw new Error('a text was expected');
      return said.text;
    },
    async close() {
      const gone = once(child, 'exit');
      child.disconnect();
      await gone;
    },
  };
}
