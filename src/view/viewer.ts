// The viewer's server: the page, the runs of a folder, and what people say of them, for a browser on this machine and nobody else.
// Writes nothing but `ratings.jsonl` beside a run. Start at `startViewer`.
import { randomBytes } from 'node:crypto';
import type { AddressInfo } from 'node:net';
import { createAdaptorServer, type ServerType } from '@hono/node-server';
import { describeError, UserError } from '../core/errors.ts';
import { absolute, shorten, type World } from '../core/world.ts';
import { runList } from '../store/listed-runs.ts';
import { say } from '../words/text.ts';
import { addresses } from './addresses.ts';
import { watchRuns } from './changes.ts';
import { comparisons } from './comparisons.ts';
import { VIEW_POLICY } from './guard.ts';
import { openRuns } from './open-runs.ts';
import { opinionDesk } from './opinions.ts';
import { dataElement, pageWith } from './page-template.ts';

export interface ViewerOptions {
  /** Folder of run folders. */
  out: string;
  /** Folders of runs that lie elsewhere. */
  others: readonly string[];
  /** 0: any that is free. */
  port: number;
  /** The reader's name; null: not known. */
  who: string | null;
  /** The built page: see `readPage`. */
  template: string;
}

export interface Viewer {
  /** Ends with `/`. */
  address: string;
  /** Ends every connection. */
  close(): Promise<void>;
}

/** @throws UserError if the port cannot be had */
export async function startViewer(options: ViewerOptions, world: World): Promise<Viewer> {
  const { who, template, port } = options;
  const out = absolute(options.out, world);
  const token = randomBytes(16).toString('hex');
  const closing = new AbortController();
  const list = runList(out, options.others, world.process);
  const open = openRuns(world);
  const own = { ...world, signal: closing.signal };
  const compared = comparisons({ list, open, out }, own);
  const page = pageWith(template, {
    policy: VIEW_POLICY,
    data: dataElement('viewer', JSON.stringify({ ratesAs: who })),
  });
  let at = port;
  const app = addresses({
    ...{ token, page, comparisons: compared, signal: closing.signal },
    port: () => at,
    runs: async () => (await list.all()).map((run) => ({ ...run, directory: shorten(run.directory, world) })),
    opinions: opinionDesk({ list, open, now: world.now }),
    watch: (query, tell) => watchRuns(query, { list, open, comparisons: compared, out }, tell),
  });
  const server = createAdaptorServer({ fetch: app.fetch });
  at = await listening(server, port);
  return {
    address: `http://127.0.0.1:${at}/${token}/`,
    async close() {
      closing.abort();
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        if ('closeAllConnections' in server) server.closeAllConnections();
      });
    },
  };
}

function listening(server: ServerType, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: Error) => {
      const isTaken = 'code' in cause && cause.code === 'EADDRINUSE';
      reject(
        isTaken
          ? new UserError(say('port {port} is in use', { port }), {
              remedy: say('Leave --port out, and a free one is taken.'),
              cause,
            })
          : new UserError(say('port {port} cannot be used: {reason}', { port, reason: describeError(cause) }), {
              cause,
            }),
      );
    });
    server.listen(port, '127.0.0.1', () => {
      // A server that listens on a port has an address with one.
      const { port: taken } = server.address() as AddressInfo;
      resolve(taken);
    });
  });
}
