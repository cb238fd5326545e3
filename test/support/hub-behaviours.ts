// The ways in which a hub may misbehave. Start at `HUB_BEHAVIOURS`.
import { gzipSync } from 'node:zlib';
import type { HubExchange } from './hostile-hub.ts';
import {
  endless,
  firstTime,
  flipped,
  good,
  HALF,
  type HubBehaviour,
  half,
  LINKED,
  raw,
  redirect,
  refused,
  rest,
  secondTime,
  send,
  status,
  unframed,
  whole,
} from './hub-answers.ts';

const PAGE = '<!DOCTYPE html><html><title>Log in</title></html>';
const POINTER = 'version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 1\n';

const WHOLE_AT_LAST: HubBehaviour[] = [
  whole('a good hub', (exchange) => good(exchange)),
  whole(
    'its storage is elsewhere',
    redirect(({ elsewhere }) => elsewhere),
    {
      storage: (exchange) => good(exchange, { etag: '"xet"' }, { linked: false }),
    },
  ),
  whole('a new name of the repository', (exchange) =>
    exchange.request.url?.includes('moved')
      ? good(exchange)
      : send(exchange.response, 307, { location: `/moved${exchange.request.url}` }),
  ),
  whole('no length, in chunks', (exchange) => exchange.response.end(exchange.content)),
  whole('no length, until it closes', (exchange) => unframed(exchange, exchange.content)),
  whole('X-Linked-Size is missing', (exchange) => good(exchange, { 'x-linked-size': '' })),
  whole('X-Linked-Size is no number', (exchange) => good(exchange, { 'x-linked-size': '1e9' })),
  whole('X-Linked-Etag is missing', (exchange) => good(exchange, {}, { linked: false })),
  whole('X-Linked-Etag is that of a small file', (exchange) => good(exchange, { 'x-linked-etag': '"0a1b"' })),
  whole('a checksum in capital letters', (exchange) =>
    good(exchange, { 'x-linked-etag': exchange.sha256.toUpperCase() }),
  ),
  whole('a listing without size and checksum', (exchange) => good(exchange), {
    listing: ({ response }) => void response.end('{"ggufFile":{"rfilename":"model-Q8_0.gguf"}}'),
  }),
  whole('a listing with nonsense for size and checksum', (exchange) => good(exchange), {
    listing: ({ response }) =>
      void response.end('{"ggufFile":{"rfilename":"model-Q8_0.gguf","lfs":{"sha256":7,"size":-1}}}'),
  }),
  whole(
    'a weak ETag, and the connection breaks',
    firstTime((exchange) => half(exchange, { etag: 'W/"v1"' })),
  ),
  whole(
    'no tag of any kind, and the connection breaks',
    firstTime((exchange) => half(exchange, { etag: '' })),
  ),
  whole('a date for a tag, and the connection breaks', (exchange) => {
    const headers = { etag: '', 'last-modified': 'Wed, 21 Oct 2015 07:28:00 GMT' };
    return exchange.nth === 1 ? half(exchange, headers) : good(exchange, headers);
  }),
  whole('the connection breaks at half', firstTime(half)),
  whole('the connection breaks twice', (exchange) => (exchange.nth < 3 ? half(exchange) : good(exchange))),
  whole('the connection breaks, and ranges are not known', (exchange) =>
    exchange.nth === 1 ? half(exchange) : send(exchange.response, 200, LINKED(exchange), exchange.content),
  ),
  whole(
    'the first connection is reset',
    firstTime(({ response }) => void response.socket?.resetAndDestroy()),
  ),
  whole(
    'first 500',
    firstTime(({ response }) => send(response, 500, {})),
  ),
  whole(
    'first 503, with a moment to wait',
    firstTime(({ response }) => send(response, 503, { 'retry-after': 0 })),
  ),
  whole(
    'first 429, with a date in the past',
    firstTime(({ response }) => send(response, 429, { 'retry-after': 'Wed, 21 Oct 2015 07:28:00 GMT' })),
  ),
  whole(
    'the rest is 416',
    secondTime(({ response }) => send(response, 416, { 'content-range': 'bytes */10' })),
  ),
  whole(
    'the rest is 416 of the size of the part',
    secondTime(({ response, content }) => send(response, 416, { 'content-range': `bytes */${HALF(content)}` })),
  ),
  whole('the rest has another ETag', secondTime(rest(() => ({ etag: '"v2"' })))),
  whole(
    'the rest is of another file',
    secondTime(
      rest(
        () => ({ etag: '"v2"' }),
        ({ content }) => Buffer.alloc(content.length - HALF(content), 7),
      ),
    ),
  ),
  whole('the rest has no tag', secondTime(rest(() => ({ etag: '', 'x-linked-etag': '' })))),
  whole(
    'the rest has another date',
    secondTime(
      rest(() => ({ etag: '', 'x-linked-etag': '', 'last-modified': 'Thu, 22 Oct 2015 07:28:00 GMT' })),
      (exchange) => half(exchange, { etag: '', 'last-modified': 'Wed, 21 Oct 2015 07:28:00 GMT' }),
    ),
  ),
  whole('the rest has a weak ETag', secondTime(rest(() => ({ etag: 'W/"v1"', 'x-linked-etag': '' })))),
  whole(
    'the rest has another total',
    secondTime(
      rest(({ content }) => ({
        ...{
          'content-range': `bytes ${HALF(content)}-${content.length - 1}/${content.length + 1}`,
          'x-linked-size': '',
        },
      })),
    ),
  ),
  whole(
    'the rest begins elsewhere',
    secondTime(
      rest(({ content }) => ({
        'content-range': `bytes ${HALF(content) + 1}-${content.length - 1}/${content.length}`,
      })),
    ),
  ),
  whole(
    'the rest begins at the start',
    secondTime(
      rest(
        ({ content }) => ({ 'content-range': `bytes 0-${content.length - 1}/${content.length}` }),
        ({ content }) => content,
      ),
    ),
  ),
  whole('the rest has no Content-Range', secondTime(rest(() => ({ 'content-range': '' })))),
  whole('the rest has a Content-Range of nonsense', secondTime(rest(() => ({ 'content-range': 'bytes 9-1/2' })))),
  whole(
    'the rest comes in several parts',
    secondTime(
      rest(() => ({
        ...{ 'content-range': '', 'content-type': 'multipart/byteranges; boundary=x' },
      })),
    ),
  ),
  whole(
    'the rest is right by its headers, and zeros',
    secondTime(
      rest(
        () => ({}),
        ({ content }) => Buffer.alloc(content.length - HALF(content)),
      ),
    ),
  ),
  whole(
    'the rest is shorter than it says',
    secondTime(
      rest(
        () => ({}),
        ({ content }) => content.subarray(HALF(content), HALF(content) + 100),
      ),
    ),
  ),
  whole('the token in the ETag', (exchange) => good(exchange, { etag: `"${exchange.token}"` })),
  whole(
    'the token in the ETag, and the connection breaks',
    firstTime((exchange) => half(exchange, { etag: `"x-${exchange.token.slice(0, 12).toUpperCase()}"` })),
  ),
  whole('the token for a date', (exchange) => good(exchange, { 'last-modified': exchange.token })),
];

const WRONG_BYTES: HubBehaviour[] = [
  refused(
    'closes at half, without a length',
    (exchange) => unframed(exchange, exchange.content.subarray(0, HALF(exchange.content))),
    {
      listing: ({ response }) => void response.end('{"ggufFile":{"rfilename":"model-Q8_0.gguf"}}'),
    },
  ),
  refused('closes at any place, without a length', (exchange) =>
    unframed(exchange, exchange.content.subarray(0, Math.floor(exchange.random() * exchange.content.length))),
  ),
  refused('the length of a half', ({ response, content }) =>
    send(response, 200, {}, content.subarray(0, HALF(content))),
  ),
  refused(
    'the length of a half, which it also calls the size',
    ({ response, content }) =>
      send(response, 200, { 'x-linked-size': HALF(content) }, content.subarray(0, HALF(content))),
    {
      listing: ({ response }) => void response.end('{"ggufFile":{"rfilename":"model-Q8_0.gguf"}}'),
    },
  ),
  refused('a longer length than it sends', ({ response, content }) => {
    response.writeHead(200, { 'content-length': content.length + 1 });
    response.write(content, () => response.destroy());
  }),
  refused(
    '206, though nothing was asked for',
    rest(() => ({})),
  ),
  refused(
    '206 with the first half',
    rest(
      ({ content }) => ({ 'content-range': `bytes 0-${HALF(content) - 1}/${content.length}` }),
      ({ content }) => content.subarray(0, HALF(content)),
    ),
  ),
  refused('zero bytes', ({ response }) => send(response, 200, { 'content-length': 0 })),
  refused(
    'zero bytes in chunks',
    ({ response }) => void response.writeHead(200, { 'transfer-encoding': 'chunked' }).end(),
  ),
  refused('three bytes', ({ response }) => send(response, 200, {}, 'GGU')),
  refused('a web page', ({ response }) => send(response, 200, { 'content-type': 'text/html' }, PAGE)),
  refused('a web page without a length', (exchange) => unframed(exchange, Buffer.from(`\ufeff \n${PAGE}`))),
  refused('a pointer of LFS', ({ response }) => void response.end(POINTER)),
  refused('an error in JSON', ({ response }) => void response.end('{"error":"Repository not found"}')),
  refused(
    'a bit is flipped',
    ({ response, content, random }) => void response.end(flipped(content, Math.floor(random() * content.length))),
  ),
  refused(
    'zeros in the second half',
    ({ response, content }) =>
      void response.end(
        Buffer.concat([content.subarray(0, HALF(content)), Buffer.alloc(content.length - HALF(content))]),
      ),
  ),
  refused('the file twice', ({ response, content }) => void response.end(Buffer.concat([content, content]))),
  refused(
    'the file and a byte',
    ({ response, content }) => void response.end(Buffer.concat([content, Buffer.alloc(1)])),
  ),
  refused('the file without end', ({ response, content }) => {
    response.write(content);
    endless(response, Buffer.alloc(1 << 16));
  }),
  refused('zeros without end, and nobody knows how many', ({ response }) => endless(response, Buffer.alloc(1 << 16)), {
    listing: ({ response }) => void response.end('{"ggufFile":{"rfilename":"model-Q8_0.gguf"}}'),
  }),
  refused(
    'the file, zeros without end, and nobody knows how many',
    ({ response, content }) => {
      response.write(content);
      endless(response, Buffer.alloc(1 << 16));
    },
    {
      listing: ({ response }) => void response.end('{"ggufFile":{"rfilename":"model-Q8_0.gguf"}}'),
    },
  ),
  refused('compressed', ({ response, content }) =>
    send(response, 200, { 'content-encoding': 'gzip' }, gzipSync(content)),
  ),
  refused('a bomb', ({ response }) =>
    send(response, 200, { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(1 << 24))),
  ),
  refused('a few bytes, and after a while it hangs up', ({ response }) => {
    response.writeHead(200, { etag: '"v1"' }).write('GGUF');
    setTimeout(() => response.destroy(), 300);
  }),
  refused('nothing, and after a while it hangs up', ({ response }) => void setTimeout(() => response.destroy(), 300)),
];

const WRONG_WORDS: HubBehaviour[] = [
  refused('a larger X-Linked-Size', (exchange) => good(exchange, { 'x-linked-size': exchange.content.length + 1 })),
  refused('a smaller X-Linked-Size', (exchange) => good(exchange, { 'x-linked-size': 100 })),
  refused('X-Linked-Etag of another file', (exchange) => good(exchange, { 'x-linked-etag': `"${'0'.repeat(64)}"` })),
  refused('a listing with the checksum of another file', (exchange) => good(exchange, {}, { linked: false }), {
    listing: ({ response, content }) =>
      void response.end(
        JSON.stringify({
          ggufFile: { rfilename: 'model-Q8_0.gguf', lfs: { sha256: '0'.repeat(64), size: content.length } },
        }),
      ),
  }),
  refused('two lengths', (exchange) =>
    raw(exchange, 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nContent-Length: 5\r\n\r\nGGUF!'),
  ),
  refused('a length and chunks', (exchange) =>
    raw(exchange, 'HTTP/1.1 200 OK\r\nContent-Length: 4\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nGGUF\r\n0\r\n\r\n'),
  ),
  refused('a negative length', (exchange) => raw(exchange, 'HTTP/1.1 200 OK\r\nContent-Length: -4\r\n\r\nGGUF')),
  refused('chunks of nonsense', (exchange) =>
    raw(exchange, 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n'),
  ),
  refused('no HTTP', (exchange) => raw(exchange, 'SSH-2.0-OpenSSH_9.6\r\n')),
  refused('headers of 100 kB', (exchange) => raw(exchange, `HTTP/1.1 200 OK\r\nX: ${'x'.repeat(1e5)}\r\n\r\n`)),
  refused('every connection is reset', ({ response }) => void response.socket?.resetAndDestroy()),
  refused('the token for a reason', (exchange) =>
    raw(exchange, `HTTP/1.1 403 ${exchange.token}\r\nContent-Length: 0\r\n\r\n`),
  ),
  refused('the token in the error', ({ response, token }) => send(response, 404, { 'x-error-message': token }, token)),
  refused(
    'a loop of redirects',
    redirect(({ request }) => request.url ?? '/'),
  ),
  refused(
    'a loop between two hosts',
    redirect(({ elsewhere }) => elsewhere),
  ),
  refused(
    'a redirect to a file',
    redirect(() => 'file:///etc/passwd'),
  ),
  refused(
    'a redirect to data',
    redirect(() => 'data:application/octet-stream,GGUF'),
  ),
  refused(
    'a redirect to nowhere',
    redirect(() => 'http://'),
  ),
  refused(
    'a redirect with a password',
    redirect(({ elsewhere }) => elsewhere.replace('http://', 'http://a:b@')),
  ),
  refused(
    'a redirect to a port that is closed',
    redirect(() => 'http://127.0.0.1:2/x.gguf'),
  ),
  refused('a redirect without an address', ({ response }) => send(response, 302, {})),
  refused(
    'a redirect to a host named after the token',
    redirect(({ token }) => `http://${token.slice(0, 30)}.invalid/x.gguf`),
  ),
  refused(
    'storage that has expired',
    redirect(({ elsewhere }) => elsewhere),
    {
      storage: ({ response }) => send(response, 403, {}, '<Error><Code>ExpiredToken</Code></Error>'),
    },
  ),
  refused(
    'storage that has another file',
    redirect(({ elsewhere }) => elsewhere),
    {
      storage: ({ response, content }) => void response.end(flipped(content, content.length - 1)),
    },
  ),
];

const STATUSES = [201, 203, 204, 205, 300, 304, 400, 401, 402, 403, 404, 410, 416, 451, 500, 501, 502, 504].map(
  (code) => status(code),
);
const WAITING = [status(429, { 'retry-after': 3600 }), status(429), status(503, { 'retry-after': 'soon' })];

const NAMES = [
  ...['../evil.gguf', '../../evil.gguf', 'a/../../evil.gguf', '/etc/evil.gguf', 'C:\\evil.gguf', '..\\..\\evil.gguf'],
  ...[
    'a\u0000.gguf',
    'a\nb.gguf',
    '.gguf',
    '.hidden.gguf',
    'CON.gguf',
    'aux/evil.gguf',
    'nul.Q8_0.gguf',
    'a//evil.gguf',
  ],
  ...[
    'a/./evil.gguf',
    'evil.gguf.',
    'evil.gguf ',
    'evil.gguf:stream.gguf',
    'evil.sh',
    'evil.yaml',
    '..',
    '',
    '~',
    '\u202efugg.gguf',
  ],
  ...[`${'a'.repeat(250)}.gguf`, `${'あ'.repeat(90)}.gguf`, 'model-00001-of-99999.gguf', 'model-00001-of-00002.gguf'],
].map((name) =>
  refused(
    `a file named ${JSON.stringify(name.slice(0, 40))}`,
    (exchange) =>
      exchange.request.url?.includes('-of-') && !exchange.request.url.includes('-00001-')
        ? send(exchange.response, 404, {})
        : good(exchange),
    {
      listing: ({ response }) => void response.end(JSON.stringify({ ggufFile: { rfilename: name } })),
    },
  ),
);

const LISTINGS = (
  [
    ['a web page', ({ response }) => response.end(PAGE)],
    ['nothing', ({ response }) => response.end()],
    ['null', ({ response }) => response.end('null')],
    ['a list', ({ response }) => response.end('[]')],
    ['a number for a name', ({ response }) => response.end('{"ggufFile":{"rfilename":7}}')],
    ['no file', ({ response }) => response.end('{"ggufFile":null}')],
    ['half of itself', ({ response }) => response.end('{"ggufFile":{"rfilename":"model-Q')],
    ['100,000 brackets', ({ response }) => response.end('['.repeat(1e5))],
    ['text without end', ({ response }) => endless(response, Buffer.alloc(1 << 16, '['))],
    [
      'a bomb',
      ({ response }) => send(response, 200, { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(1 << 24, ' '))),
    ],
    ['404', ({ response }) => send(response, 404, {})],
    ['401 that quotes the token', ({ response, token }) => send(response, 401, {}, token)],
    ['500', ({ response }) => send(response, 500, {})],
    ['a loop', redirect(({ request }) => request.url ?? '/')],
    ['storage elsewhere, which asks for the token', redirect(({ elsewhere }) => elsewhere)],
    [
      'a name that begins with the token',
      ({ response, token }) => response.end(JSON.stringify({ ggufFile: { rfilename: `${token.slice(0, 20)}.gguf` } })),
    ],
    [
      'a folder named after the token',
      ({ response, token }) => response.end(JSON.stringify({ ggufFile: { rfilename: `${token}/x.gguf` } })),
    ],
    [
      'the token in base64 for a name',
      ({ response, token }) =>
        response.end(JSON.stringify({ ggufFile: { rfilename: `${Buffer.from(token).toString('base64url')}.gguf` } })),
    ],
  ] satisfies [string, (exchange: HubExchange) => unknown][]
).map(([what, listing]) => refused(`a listing of ${what}`, (exchange) => good(exchange), { listing }));

export const HUB_BEHAVIOURS: readonly HubBehaviour[] = [
  ...WHOLE_AT_LAST,
  ...WRONG_BYTES,
  ...WRONG_WORDS,
  ...STATUSES,
  ...WAITING,
  ...NAMES,
  ...LISTINGS,
];
