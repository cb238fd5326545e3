// What a hub may answer, piece by piece; `hub-behaviours` makes hubs of it.
import type { ServerResponse } from 'node:http';
import type { HubExchange } from './hostile-hub.ts';

type Answer = (exchange: HubExchange) => void;

export interface HubBehaviour {
  what: string;
  /** Whether a patient client ends with the whole file; else it must say why not. */
  isWholeAtLast: boolean;
  file: Answer;
  /** Left out: the hub lists its file as it is. */
  listing?: Answer;
  /** At the host that a redirect leads to; left out: as the hub itself. */
  storage?: Answer;
}

type Headers = Record<string, string | number>;

export const HALF = (content: Buffer): number => Math.floor(content.length / 2);
export const LINKED = ({ content, sha256 }: HubExchange): Headers => ({
  'x-linked-size': content.length,
  'x-linked-etag': `"${sha256}"`,
});

/** The whole file, or the rest that was asked for, as a good server sends it. */
export function good(exchange: HubExchange, change: Headers = {}, { tags = true, linked = true } = {}): void {
  const { request, response, content } = exchange;
  const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
  const body = content.subarray(from);
  response.writeHead(from > 0 ? 206 : 200, {
    ...(linked && LINKED(exchange)),
    ...(tags && { etag: '"v1"' }),
    'content-length': body.length,
    ...(from > 0 && { 'content-range': `bytes ${from}-${content.length - 1}/${content.length}` }),
    ...without(change),
  });
  response.end(body);
}

/** Headers with an empty value are left out. */
function without(headers: Headers): Headers {
  return Object.fromEntries(Object.entries(headers).filter(([, value]) => value !== ''));
}

export function send(response: ServerResponse, status: number, headers: Headers, body: Buffer | string = ''): void {
  response.writeHead(status, headers).end(body);
}

/** The first half, and then the connection is gone. */
export function half(exchange: HubExchange, headers: Headers = {}): void {
  const { response, content, arrived } = exchange;
  response.writeHead(200, { ...LINKED(exchange), etag: '"v1"', 'content-length': content.length, ...headers });
  response.write(content.subarray(0, HALF(content)));
  void arrived(HALF(content)).then(() => response.destroy());
}

/** At first half of the file, then what is under trial, then all is well. */
export function secondTime(second: Answer, first: Answer = half): Answer {
  return (exchange) => {
    if (exchange.nth === 1) first(exchange);
    else if (exchange.nth === 2 && exchange.request.headers.range !== undefined) second(exchange);
    else good(exchange);
  };
}

export const firstTime =
  (first: Answer): Answer =>
  (exchange) =>
    exchange.nth === 1 ? first(exchange) : good(exchange);

/** Bytes without a length, until the connection is closed. */
export function unframed({ response }: HubExchange, body: Buffer, headers = ''): void {
  response.socket?.end(Buffer.concat([Buffer.from(`HTTP/1.1 200 OK\r\nConnection: close\r\n${headers}\r\n`), body]));
}

export function raw({ response }: HubExchange, text: string): void {
  response.socket?.end(text);
}

export function endless(response: ServerResponse, piece: Buffer): void {
  const more = (): void => {
    while (!response.destroyed && response.write(piece));
    if (!response.destroyed) response.once('drain', more);
  };
  more();
}

/** The rest, as if it were asked for, with something that is not right. */
export const rest =
  (headers: (exchange: HubExchange) => Headers, body?: (exchange: HubExchange) => Buffer): Answer =>
  (exchange) => {
    const { response, content } = exchange;
    const from = HALF(content);
    send(
      response,
      206,
      without({
        ...LINKED(exchange),
        etag: '"v1"',
        'content-range': `bytes ${from}-${content.length - 1}/${content.length}`,
        ...headers(exchange),
      }),
      body?.(exchange) ?? content.subarray(from),
    );
  };

export const flipped = (content: Buffer, at: number): Buffer => {
  const copy = Buffer.from(content);
  copy.writeUInt8(copy.readUInt8(at) ^ 1, at);
  return copy;
};

export const redirect =
  (location: (exchange: HubExchange) => string, status = 302): Answer =>
  (exchange) =>
    send(exchange.response, status, { ...LINKED(exchange), location: location(exchange) });

export const status = (code: number, headers: Headers = {}, body = 'no'): HubBehaviour => ({
  what: `always ${code} ${JSON.stringify(headers)}`,
  isWholeAtLast: false,
  file: ({ response }) => send(response, code, headers, [204, 304].includes(code) ? '' : body),
});

export const whole = (what: string, file: Answer, other: Partial<HubBehaviour> = {}): HubBehaviour => ({
  ...{ what, file, isWholeAtLast: true },
  ...other,
});
export const refused = (what: string, file: Answer, other: Partial<HubBehaviour> = {}): HubBehaviour => ({
  ...{ what, file, isWholeAtLast: false },
  ...other,
});
