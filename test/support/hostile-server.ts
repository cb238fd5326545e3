// A server that means harm, or is broken: one of many ways to answer, drawn by a seed, in whichever protocol it is asked. Some never end, so ask
// with time limits. After a few requests it answers well, so that nobody waits through every retry. Start at `hostileServer`.
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { eventsOf, type Wire } from './api-server.ts';
import { type Asked, STREAM } from './hostile-asked.ts';
import { HOSTILE_WAYS } from './hostile-ways.ts';

interface HostileServer {
  /** Without a path. */
  url: string;
  /** How it answers, for people. */
  what: string;
  close(): Promise<void>;
}

/** @param way by name; left out: drawn */
export async function hostileServer(
  random: () => number,
  key: string,
  way = drawn(Object.keys(HOSTILE_WAYS), random),
): Promise<HostileServer> {
  const answer = HOSTILE_WAYS[way];
  if (!answer) throw new Error(`${way}: no such way`);
  const isSecure = way.startsWith('tls:');
  const patience = 1 + Math.floor(random() * 2);
  let requests = 0;
  const respond = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    request.resume();
    response.on('error', () => {});
    const wire = wireOf(request.url ?? '');
    const isWell = ++requests > patience;
    if (isWell) response.writeHead(200, STREAM).end(eventsOf(wire).join(''));
    else await answer(askedOf({ wire, key, random, request, response }));
  };
  const onRequest = (request: IncomingMessage, response: ServerResponse): void =>
    // Whoever hangs up on it ends it.
    void respond(request, response).catch(() => response.destroy());
  const server = isSecure ? createSecureServer(certificate(), onRequest) : createServer(onRequest);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  // A listening TCP server has an address with a port.
  const { port } = server.address() as AddressInfo;
  return {
    url: `${isSecure ? 'https' : 'http'}://127.0.0.1:${port}`,
    what: way,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function drawn<Item>(items: readonly Item[], random: () => number): Item {
  const item = items[Math.floor(random() * items.length)];
  if (item === undefined) throw new Error('nothing to draw from');
  return item;
}

function wireOf(address: string): Wire {
  if (address.endsWith('/messages')) return 'anthropic';
  return address.endsWith('/chat/completions') ? 'openai' : 'openai-completions';
}

function askedOf(given: Pick<Asked, 'wire' | 'key' | 'random' | 'request' | 'response'>): Asked {
  const { response } = given;
  const isOver = (): boolean => response.destroyed || response.writableEnded;
  const write = (bytes: string | Uint8Array): Promise<void> =>
    new Promise((resolve, reject) => {
      if (isOver()) reject(new Error('nobody listens'));
      else response.write(bytes, (error) => (error ? reject(error) : resolve()));
    });
  return {
    ...given,
    draw: (items) => drawn(items, given.random),
    write,
    async forever(bytes, pauseMs = 0) {
      for (;;) {
        await write(bytes);
        // A turn of the event loop, so that others in the process are heard.
        await wait(pauseMs);
      }
    },
  };
}

function certificate(): { key: Buffer; cert: Buffer } {
  const folder = path.join(import.meta.dirname, '../fixtures/tls');
  return { key: readFileSync(path.join(folder, 'nobody.key')), cert: readFileSync(path.join(folder, 'nobody.crt')) };
}
