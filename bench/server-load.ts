// How much of a server's room is used: 64 requests at once, each answered after 200 ms. Start at `measureServerLoad`.
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { eventsOf } from '../test/support/api-server.ts';
import { REPOSITORY } from '../test/support/cli.ts';
import { scriptedFolder } from '../test/support/scripted-folder.ts';
import { scenarioYaml } from '../test/support/toys.ts';
import { type Measured, measure } from './measured-process.ts';

const AT_ONCE = 64;
const ANSWER_MS = 200;
const PROGRAM = path.join(REPOSITORY, 'dist/bin.js');

export interface ServerLoad {
  /** Of the time in which 64 at once would have given as many replies, from 0 to 1. */
  whole: number;
  /** Between the slow start and the last conversations: from a fifth of the replies to nine tenths. */
  steady: number;
  mostAtOnce: number;
  succeeded: boolean;
  /** Of the program, from its start to its end. */
  measured: Measured;
}

/** @param replies two for each conversation */
export async function measureServerLoad(replies: number): Promise<ServerLoad> {
  const ends: number[] = [];
  let [first, unfinished, mostAtOnce] = [0, 0, 0];
  const answer = eventsOf('openai').join('');
  const server = createServer(async (request, response) => {
    first ||= performance.now();
    mostAtOnce = Math.max(mostAtOnce, ++unfinished);
    request.resume();
    await wait(ANSWER_MS);
    response.writeHead(200, { 'content-type': 'text/event-stream' }).end(answer);
    ends.push(performance.now());
    unfinished--;
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo;
  await using folder = await scriptedFolder({}, scenarioYaml({ turns: ['元気？', 'またね。'] }));
  const entry = { id: 'served', backend: 'openai', model: 'm', baseUrl: `http://127.0.0.1:${port}/v1` };
  await folder.write('models/served.yaml', JSON.stringify(entry));
  const played = ['eval', '--model', 'served', '--scenario', 'short', '--samples', String(replies / 2)];
  const measured = await measure([PROGRAM, ...played, '--no-score', '--reporter', 'silent'], folder.path);
  server.closeAllConnections();
  server.close();
  const used = (from: number, until: number | undefined, count: number): number =>
    (count * ANSWER_MS) / AT_ONCE / ((until ?? Number.NaN) - from);
  return {
    whole: used(first, ends.at(-1), replies),
    steady: used(ends.at(0.2 * replies - 1) ?? Number.NaN, ends.at(0.9 * replies - 1), 0.7 * replies),
    mostAtOnce,
    succeeded: measured.code === 0 && ends.length === replies,
    measured,
  };
}
