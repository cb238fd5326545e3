// The ways in which a hostile server answers. Start at `HOSTILE_WAYS`.
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { eventsOf, keepAlive, spokenDelta, type Wire } from './api-server.ts';
import { type Asked, begun, HTML, JSON_TYPE, MEGABYTE, STREAM, type Way } from './hostile-asked.ts';
import { afterTheEnd, tellingKeys, wrongFields, wrongStatus, wrongWords } from './hostile-words.ts';

export const HOSTILE_WAYS: Readonly<Record<string, Way>> = {
  ...endless(),
  ...bombs(),
  ...wrongTransport(),
  ...wrongStatus(),
  ...wrongWords(),
  ...wrongFields(),
  ...afterTheEnd(),
  ...tellingKeys(),
  'tls: a certificate of nobody': ({ response, wire }) =>
    void response.writeHead(200, STREAM).end(eventsOf(wire).join('')),
};

function endless(): Record<string, Way> {
  const from = (start: string, more: string | ((asked: Asked) => string), pauseMs = 0): Way => {
    return async (asked) => {
      asked.response.writeHead(200, STREAM);
      await asked.write(start);
      await asked.forever(typeof more === 'string' ? more : more(asked), pauseMs);
    };
  };
  const afterBegin = (more: string | ((asked: Asked) => string), pauseMs = 0): Way => {
    return async (asked) => {
      begun(asked);
      await asked.forever(typeof more === 'string' ? more : more(asked), pauseMs);
    };
  };
  const big = 'あ'.repeat(MEGABYTE / 4);
  return {
    'endless text, a megabyte at a time': afterBegin(({ wire }) => spokenDelta(wire, big)),
    'endless text, a word at a time': afterBegin(({ wire }) => spokenDelta(wire, 'うん').repeat(100)),
    'endless thinking': afterBegin(({ wire }) => spokenDelta(wire, big, 'reasoning')),
    'endless drip of text': afterBegin(({ wire }) => spokenDelta(wire, 'う'), 20),
    'endless lines without a blank line': from('', `data: ${'x'.repeat(1_000)}\n`.repeat(60)),
    'endless lines between comments': from('', `data: ${'x'.repeat(1_000)}\n: and\n`.repeat(60)),
    'one endless line': from('data: {"a":"', 'x'.repeat(65_536)),
    'one endless line without a colon': from('x', 'x'.repeat(65_536)),
    'endless names of events': from('', `event: ${'x'.repeat(1_000)}\n`.repeat(60)),
    'endless comments': afterBegin(`: ${'x'.repeat(65_000)}\n\n`),
    'endless comments at first': from('', `: ${'x'.repeat(65_000)}\n\n`),
    'endless keep-alive messages': from('', ({ wire }) => keepAlive(wire).repeat(500)),
    'endless pings, slowly': from('', ({ wire }) => keepAlive(wire), 20),
    'endless line feeds': from('', '\n'.repeat(65_536)),
    'endless carriage returns': from('', '\r'.repeat(65_536)),
    'endless blanks': from('', ' '.repeat(65_536)),
    'endless empty deltas': afterBegin(({ wire }) => spokenDelta(wire, '').repeat(300)),
    'endless empty data': afterBegin('data:\n\n'.repeat(5_000)),
    'endless JSON': async (asked) => {
      asked.response.writeHead(200, JSON_TYPE);
      await asked.write('{"choices":[{"message":{"content":"');
      await asked.forever('x'.repeat(65_536));
    },
    'endless JSON numbers': async (asked) => {
      asked.response.writeHead(200, JSON_TYPE);
      await asked.write('[');
      await asked.forever('1,'.repeat(32_768));
    },
    'endless web page': async (asked) => {
      asked.response.writeHead(200, HTML);
      await asked.forever(`<p>${'x'.repeat(65_000)}`);
    },
    'endless error': async (asked) => {
      asked.response.writeHead(500, JSON_TYPE);
      await asked.forever(`{"error":${'x'.repeat(65_000)}`);
    },
    'endless blanks in an error': async (asked) => {
      asked.response.writeHead(400, JSON_TYPE);
      await asked.forever(' '.repeat(65_536));
    },
    'a byte at a time': async (asked) => {
      asked.response.writeHead(200, STREAM);
      for (const byte of Buffer.from(eventsOf(asked.wire).join(''))) await asked.write(Uint8Array.of(byte));
      asked.response.end();
    },
    'one endless line, a byte at a time': from('data: ', 'x'),
    'no answer': () => {},
    'headers and no body': ({ response }) => response.writeHead(200, STREAM).flushHeaders(),
    'silence after a beginning': (asked) => void begun(asked),
    'endless reasons': afterBegin(({ wire }) =>
      (eventsOf(wire).find((event) => /"stop"|end_turn/.test(event)) ?? '').repeat(100),
    ),
  };
}

function bombs(): Record<string, Way> {
  const packed = (
    encoding: string,
    pack: (bytes: Buffer) => Buffer,
    text: (wire: Wire) => string,
    headers = STREAM,
  ): Way => {
    return ({ response, wire }) => {
      const bytes = pack(Buffer.from(text(wire)));
      response.writeHead(200, { ...headers, 'content-encoding': encoding }).end(bytes);
    };
  };
  const line = (): string => `data: ${'x'.repeat(16 * MEGABYTE)}`;
  const said = (wire: Wire): string => spokenDelta(wire, 'x'.repeat(MEGABYTE)).repeat(20);
  return {
    'gzip bomb in one line': packed('gzip', (bytes) => gzipSync(bytes), line),
    'gzip bomb of text': packed('gzip', (bytes) => gzipSync(bytes), said),
    'brotli bomb in one line': packed('br', (bytes) => brotliCompressSync(bytes, { params: { 1: 1 } }), line),
    'deflate bomb in one line': packed('deflate', (bytes) => deflateSync(bytes), line),
    'gzip bomb in JSON': packed(
      'gzip',
      (bytes) => gzipSync(bytes),
      () => `{"a":"${'x'.repeat(16 * MEGABYTE)}"}`,
      JSON_TYPE,
    ),
    'gzip bomb of blanks': packed(
      'gzip',
      (bytes) => gzipSync(bytes),
      () => ' '.repeat(16 * MEGABYTE),
    ),
    'gzip in gzip': packed('gzip, gzip', (bytes) => gzipSync(gzipSync(bytes)), line),
    'an encoding that it is not': packed(
      'gzip',
      (bytes) => bytes,
      (wire) => eventsOf(wire).join(''),
    ),
    'an encoding that nobody knows': packed(
      'x-secret',
      (bytes) => bytes,
      (wire) => eventsOf(wire).join(''),
    ),
    'gzip that ends too early': packed(
      'gzip',
      (bytes) => gzipSync(bytes).subarray(0, 60),
      (wire) => eventsOf(wire).join(''),
    ),
    'gzip, well': packed(
      'gzip',
      (bytes) => gzipSync(bytes),
      (wire) => eventsOf(wire).join(''),
    ),
  };
}

function wrongTransport(): Record<string, Way> {
  const raw =
    (text: (asked: Asked) => string, end = true): Way =>
    (asked) => {
      const { socket } = asked.response;
      socket?.write(text(asked));
      if (end) socket?.end();
    };
  const body = ({ wire }: Asked): string => eventsOf(wire).join('');
  const head = 'HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\n';
  return {
    'HTTP/1.0 without a length': raw(
      (asked) => `HTTP/1.0 200 OK\r\ncontent-type: text/event-stream\r\n\r\n${body(asked)}`,
    ),
    'a length that is too small': raw((asked) => `${head}content-length: 100\r\n\r\n${body(asked)}`),
    'a length that is too large': raw((asked) => `${head}content-length: 999999\r\n\r\n${body(asked)}`),
    'a negative length': raw((asked) => `${head}content-length: -1\r\n\r\n${body(asked)}`),
    'a length beside chunks': raw(
      (asked) => `${head}content-length: 5\r\ntransfer-encoding: chunked\r\n\r\n${body(asked)}`,
    ),
    'chunks that are none': raw((asked) => `${head}transfer-encoding: chunked\r\n\r\n${body(asked)}`),
    'a chunk of another size': raw((asked) => `${head}transfer-encoding: chunked\r\n\r\nfffff\r\n${body(asked)}`),
    'a chunk of absurd size': raw(
      (asked) => `${head}transfer-encoding: chunked\r\n\r\nffffffffffffffffff\r\n${body(asked)}`,
    ),
    'no HTTP': raw(() => 'SSH-2.0-OpenSSH_9.6\r\n'),
    'no HTTP, for ever': ({ response: { socket } }) => {
      const more = (): void =>
        void (socket?.destroyed === false && socket.write('x'.repeat(65_536), () => setImmediate(more)));
      more();
    },
    'an endless header': raw(() => `HTTP/1.1 200 OK\r\nx: ${'x'.repeat(200_000)}`, false),
    'many headers': raw(() => `HTTP/1.1 200 OK\r\n${'x: y\r\n'.repeat(20_000)}\r\n`),
    'endless early hints': async ({ response }) => {
      for (let each = 0; each < 500 && !response.destroyed; each++) response.writeProcessing();
      response.destroy();
    },
    'switching protocols': raw(() => 'HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
    'status 999': raw((asked) => `HTTP/1.1 999 What\r\n\r\n${body(asked)}`),
    'status 42': raw((asked) => `HTTP/1.1 42 What\r\n\r\n${body(asked)}`),
    'hung up at once': ({ response }) => response.destroy(),
    'reset in the middle': (asked) => {
      begun(asked);
      setTimeout(() => asked.response.socket?.resetAndDestroy(), 10);
    },
    'cut in the middle of a character': ({ wire, response }) => {
      const bytes = Buffer.from(eventsOf(wire).join(''));
      response.writeHead(200, STREAM).end(bytes.subarray(0, bytes.indexOf('う') + 1));
    },
    'no UTF-8': ({ wire, response }) => {
      const bytes = Buffer.from(eventsOf(wire).join(''));
      for (let at = bytes.indexOf('う'); at < bytes.indexOf('う') + 3; at++) bytes[at] = 0xff;
      response.writeHead(200, STREAM).end(bytes);
    },
    'UTF-16': ({ wire, response }) =>
      void response.writeHead(200, STREAM).end(Buffer.from(eventsOf(wire).join(''), 'utf16le')),
    nothing: ({ response }) => void response.writeHead(200, STREAM).end(),
    'another content type': ({ wire, response }) =>
      void response.writeHead(200, { 'content-type': 'application/octet-stream' }).end(eventsOf(wire).join('')),
    'no content type': ({ wire, response }) => void response.writeHead(200).end(eventsOf(wire).join('')),
    'a connection that is kept after the end': async (asked) => {
      asked.response.writeHead(200, STREAM);
      await asked.write(eventsOf(asked.wire).join(''));
    },
  };
}
