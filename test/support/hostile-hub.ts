// A model hub on this machine that misbehaves in one of many ways. Start at `hostileHub`; `hub-behaviours` has the ways.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as wait } from 'node:timers/promises';
import { encodeGguf, float32Tensor } from './gguf-writer.ts';
import type { HubBehaviour } from './hub-answers.ts';
import { HUB_BEHAVIOURS } from './hub-behaviours.ts';

export interface HostileHub {
  /** For `HF_ENDPOINT`; any repository has a quantization. */
  url: string;
  what: string;
  /** Of the file, as the hub has it: nothing else may get its name. */
  sha256: string;
  content: Buffer;
  /** How often the token came to the host that the file is kept at, which is another. */
  leaks(): number;
  close(): Promise<void>;
}

/** What a behaviour has at hand for one request. */
export interface HubExchange {
  request: IncomingMessage;
  response: ServerResponse;
  content: Buffer;
  sha256: string;
  token: string;
  /** 1 for the first request of this address. */
  nth: number;
  /** The same address at the host where files are kept. */
  elsewhere: string;
  random: () => number;
  /** Waits until the client has put so many bytes of the file away: what is on its way is lost with the connection. */
  arrived(bytes: number): Promise<void>;
}

/** Long enough for most; who knows better says so. */
const ON_THEIR_WAY_MS = 100;
const mostHaveArrived = async (): Promise<void> => void (await wait(ON_THEIR_WAY_MS));

/** @param random chooses the behaviour and its details: the same numbers, the same hub */
export function hostileHub(random: () => number, token: string): Promise<HostileHub> {
  const behaviour = HUB_BEHAVIOURS[Math.floor(random() * HUB_BEHAVIOURS.length)];
  if (behaviour === undefined) throw new Error('random numbers are below 1');
  return hubThat(behaviour, random, token);
}

export async function hubThat(
  behaviour: HubBehaviour,
  random: () => number,
  token: string,
  arrived: HubExchange['arrived'] = mostHaveArrived,
): Promise<HostileHub> {
  const content = someGguf(Math.floor(random() * 1e6));
  const sha256 = createHash('sha256').update(content).digest('hex');
  let leaks = 0;
  let kept = '';
  const answering = (answer: (exchange: HubExchange) => void) => {
    const asked = new Map<string, number>();
    return (request: IncomingMessage, response: ServerResponse): void => {
      // A client that has heard enough hangs up.
      response.on('error', () => {});
      const url = request.url ?? '';
      const nth = (asked.get(url) ?? 0) + 1;
      asked.set(url, nth);
      answer({ request, response, content, sha256, token, nth, elsewhere: `${kept}${url}`, random, arrived });
    };
  };
  const storage = createServer(
    answering((exchange) => {
      if (exchange.request.headers.authorization !== undefined) leaks++;
      (behaviour.storage ?? behaviour.file)(exchange);
    }),
  );
  const hub = createServer(
    answering((exchange) => {
      const isListing = exchange.request.url?.startsWith('/v2/') ?? false;
      (isListing ? (behaviour.listing ?? listed) : behaviour.file)(exchange);
    }),
  );
  kept = await originOf(storage);
  return {
    url: await originOf(hub),
    what: behaviour.what,
    sha256,
    content,
    leaks: () => leaks,
    close: async () => {
      await Promise.all([hub, storage].map(closed));
    },
  };
}

/** As the hub lists a file, for llama.cpp. */
function listed({ response, content, sha256 }: HubExchange): void {
  const lfs = { sha256, size: content.length };
  response.end(JSON.stringify({ ggufFile: { rfilename: 'model-Q8_0.gguf', lfs } }));
}

/** No two places of it are alike. */
function someGguf(first: number): Buffer {
  const metadata = new Map([['general.architecture', { type: 'string', value: 'llama' }]] as const);
  return encodeGguf(metadata, [float32Tensor('weights', [10_000], (index) => first + index)]);
}

async function originOf(server: Server): Promise<string> {
  server.on('clientError', (_error, socket) => socket.destroy());
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // A listening TCP server has an address with a port.
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

async function closed(server: Server): Promise<void> {
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
