// The viewer's server as a browser sees it: real requests to a real port. Start at `openViewer`.
import { request } from 'node:http';
import type { World } from '../../dist/core/world.js';
import { readPage } from '../../dist/view/read-page.js';
import { startViewer, type ViewerOptions } from '../../dist/view/viewer.js';
import { worldIn } from './world.ts';

interface Asked {
  method?: string;
  headers?: Record<string, string>;
  body?: string;
}

interface Answer {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  text: string;
}

interface HeardChange {
  type: string;
  scenario?: string;
  run?: string;
  status?: string;
}

/** On a folder, until the test ends. */
export async function openViewer(directory: string, options: Partial<ViewerOptions> = {}, change: Partial<World> = {}) {
  const process_ = { id: process.pid, isAlive: (id: number) => id === process.pid };
  const world = worldIn(directory, { process: process_, ...change });
  const viewer = await startViewer(
    { out: 'results', others: [], port: 0, who: null, template: await readPage(), ...options },
    world,
  );
  const { origin, port, pathname } = new URL(viewer.address);
  /** @param path from the page's address; from the server's with a leading slash */
  const ask = (path: string, { method = 'GET', headers = {}, body }: Asked = {}): Promise<Answer> =>
    new Promise((resolve, reject) => {
      const whole = path.startsWith('/') ? path : `${pathname}${path}`;
      const sent = request({ host: '127.0.0.1', port, path: whole, method, headers, agent: false }, (response) => {
        let text = '';
        response.setEncoding('utf8');
        response.on('data', (piece: string) => {
          text += piece;
        });
        response.on('end', () => resolve({ status: response.statusCode ?? 0, headers: response.headers, text }));
      });
      sent.on('error', reject);
      sent.end(body);
    });
  // The tests say what they expect of it.
  // biome-ignore lint/suspicious/noExplicitAny: see above
  const get = async (path: string): Promise<any> => JSON.parse((await ask(path)).text);
  return {
    ...{ origin, pathname, port: Number(port), ask, get },
    post: (data: unknown) =>
      ask('api/opinions', {
        method: 'POST',
        headers: { 'content-type': 'application/json' },
        body: typeof data === 'string' ? data : JSON.stringify(data),
      }),
    listen: (path: string) => listen(`${viewer.address}${path}`),
    close: () => viewer.close(),
    [Symbol.asyncDispose]: () => viewer.close(),
  };
}

/** Server-sent events, from the moment at which the server listens. */
async function listen(address: string) {
  const controller = new AbortController();
  const response = await fetch(address, { signal: controller.signal });
  const changes: HeardChange[] = [];
  let taken = 0;
  let wake = (): void => {};
  let isOver = false;
  const reader = response.body?.pipeThrough(new TextDecoderStream()).getReader();
  let begun = (): void => {};
  const ready = new Promise<void>((resolve) => {
    begun = resolve;
  });
  const over = (async () => {
    let waiting = '';
    for (;;) {
      const { done, value } = (await reader?.read().catch(() => null)) ?? { done: true, value: '' };
      if (done) break;
      waiting += value;
      const messages = waiting.split('\n\n');
      waiting = messages.pop() ?? '';
      for (const message of messages) {
        if (message === ': listening') begun();
        const [, type, data] = /^event: (\w+)\ndata: (.+)$/.exec(message) ?? [];
        if (type !== undefined && data !== undefined) changes.push({ type, ...JSON.parse(data) });
      }
      wake();
    }
    isOver = true;
    begun();
    wake();
  })();
  await ready;
  return {
    contentType: response.headers.get('content-type'),
    changes,
    /** The next one of those that have not been waited for. */
    async next(isWanted: (change: HeardChange) => boolean): Promise<HeardChange> {
      for (;;) {
        const at = changes.findIndex((change, index) => index >= taken && isWanted(change));
        const found = changes[at];
        if (found) {
          taken = at + 1;
          return found;
        }
        if (isOver) throw new Error(`the events ended; heard: ${JSON.stringify(changes)}`);
        await new Promise<void>((resolve) => {
          wake = resolve;
        });
      }
    },
    /** Resolves when the server has ended it. */
    over,
    [Symbol.dispose]: () => controller.abort(),
  };
}
