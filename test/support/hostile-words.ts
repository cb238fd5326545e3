// What a hostile server says: with a wrong status, in wrong words, after the end, and the key that it was sent.
import { dataEvent, errorEvent, eventsOf, spokenDelta } from './api-server.ts';
import { type Asked, begun, HTML, JSON_TYPE, MEGABYTE, STREAM, type Way } from './hostile-asked.ts';

export function wrongStatus(): Record<string, Way> {
  const status = (code: number, headers: Record<string, string> = {}, text = '{"error":{"message":"no"}}'): Way => {
    return ({ response }) => void response.writeHead(code, { ...JSON_TYPE, ...headers }).end(text);
  };
  const codes = [
    201, 202, 204, 300, 304, 400, 402, 404, 405, 408, 413, 418, 422, 429, 451, 500, 502, 503, 504, 529, 599,
  ];
  const after = ['0', '-5', '1e-3', 'NaN', 'soon', '0x10', '1, 2', '', 'Thu, 01 Jan 1970 00:00:00 GMT'];
  return {
    ...Object.fromEntries(codes.map((code) => [`status ${code}`, status(code, {}, code === 204 ? '' : undefined)])),
    ...Object.fromEntries(
      after.map((value) => [`429, to ask again after "${value}"`, status(429, { 'retry-after': value })]),
    ),
    'a redirect to nowhere': status(302, { location: 'http://' }),
    'a redirect to itself': ({ response, request }) =>
      void response.writeHead(307, { location: request.url ?? '' }).end(),
    'a redirect elsewhere': status(307, { location: 'http://127.0.0.1:9/v1' }),
    'a redirect to a file': status(301, { location: 'file:///etc/passwd' }),
    'a redirect without an address': status(303),
    'an error within a stream': (asked) => {
      begun(asked);
      asked.response.end(errorEvent(asked.wire, 'out of memory'));
    },
    'an error that is deep': ({ response }) =>
      void response.writeHead(200, JSON_TYPE).end(`{"error":${'['.repeat(200_000)}${']'.repeat(200_000)}}`),
    'an error of a megabyte': status(500, {}, JSON.stringify({ error: { message: 'x'.repeat(MEGABYTE) } })),
  };
}

export function wrongWords(): Record<string, Way> {
  const answer = (text: string, headers: Record<string, string> = STREAM): Way => {
    return ({ response }) => void response.writeHead(200, headers).end(text);
  };
  return {
    'a web page': answer('<!doctype html><html><body>hello</body></html>', HTML),
    'a web page as a stream': answer('<!doctype html><html><body>hello</body></html>'),
    words: answer('starting up', { 'content-type': 'text/plain' }),
    'a number': answer('42', JSON_TYPE),
    null: answer('null', JSON_TYPE),
    'an empty list': answer('[]', JSON_TYPE),
    'an empty object': answer('{}', JSON_TYPE),
    'half an object': answer('{"choices":[{"mess', JSON_TYPE),
    'two objects': answer('{}{}', JSON_TYPE),
    'deep lists': answer('['.repeat(MEGABYTE), JSON_TYPE),
    'a deep event': answer(`data: ${'{"choices":'.repeat(100_000)}1${'}'.repeat(100_000)}\n\n`),
    'deep text': answer(
      dataEvent({
        choices: [{ delta: { content: JSON.parse(`${'['.repeat(500)}"x"${']'.repeat(500)}`) }, finish_reason: 'stop' }],
      }),
    ),
    'events that are no JSON': answer('data: {"a\n\ndata: nonsense\n\n'),
    'a binary file': ({ response, random }) =>
      void response.writeHead(200, STREAM).end(Buffer.from(Array.from({ length: 50_000 }, () => random() * 256))),
    'only a byte order mark': answer('\ufeff'),
    'only [DONE]': answer('data: [DONE]\n\n'),
    '100,000 choices': answer(
      dataEvent({ choices: Array.from({ length: 100_000 }, () => ({ index: 'x', delta: 7 })) }),
    ),
    'a poisoned prototype': answer(
      'data: {"__proto__":{"choices":[]},"constructor":{"prototype":{"type":"message_stop"}}}\n\n',
    ),
    NaN: answer('data: {"choices":[{"index":NaN}]}\n\n'),
    'an object with two names of one kind': answer('data: {"choices":[],"choices":7,"type":"a","type":7}\n\n'),
  };
}

const WRONG_VALUES: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    2 ** 31,
    2 ** 53,
    -(2 ** 53),
    1e308,
    '',
    'x',
    '9007199254740993',
    'null',
    [],
    {},
    [[]],
  ],
  ...[['x'], { text: 7 }, { toString: 'x' }, 'x'.repeat(70_000), '\ud800', '\u0000', '\u001b[31m', '__proto__'],
];

/** Each field of each event in turn gets a value of another kind. */
export function wrongFields(): Record<string, Way> {
  const fields = [
    'choices',
    'index',
    'delta',
    'content',
    'text',
    'finish_reason',
    'usage',
    'prompt_tokens',
    'completion_tokens',
  ];
  const more = [
    'type',
    'message',
    'content_block',
    'stop_reason',
    'stop_sequence',
    'input_tokens',
    'output_tokens',
    'cached_tokens',
  ];
  const wrong =
    (name: string, value: unknown): Way =>
    ({ response, wire }) => {
      const events = eventsOf(wire).map((event) =>
        event.replace(/^data: ([{].*)$/m, (_, json: string) => {
          const changed = JSON.stringify(JSON.parse(json, (field, old) => (field === name ? value : old)));
          return `data: ${changed}`;
        }),
      );
      response.writeHead(200, STREAM).end(events.join(''));
    };
  const drawn = [...fields, ...more].map((name): [string, Way] => [
    `${name} of another kind`,
    (asked) => wrong(name, asked.draw(WRONG_VALUES))(asked),
  ]);
  const counts = [-1, 0.5, 2 ** 53 - 1, 2 ** 53, 1e9, 1e308, '999999999999999', 'many', [], {}, true];
  const counted = counts.map((value): [string, Way] => [
    `counts ${JSON.stringify(value)} tokens`,
    ({ response, wire }) => {
      const text = eventsOf(wire).join('');
      response
        .writeHead(200, STREAM)
        .end(text.replace(/("(?:prompt|completion|input|output)_tokens":)\d+/g, `$1${JSON.stringify(value)}`));
    },
  ]);
  return Object.fromEntries([...drawn, ...counted]);
}

export function afterTheEnd(): Record<string, Way> {
  const more =
    (text: (asked: Asked) => string): Way =>
    (asked) =>
      void asked.response.writeHead(200, STREAM).end(eventsOf(asked.wire).join('') + text(asked));
  return {
    'text after the end': more(({ wire }) => spokenDelta(wire, 'まだだよ')),
    'text a moment after the end': async (asked) => {
      begun(asked).forEach((event) => void asked.response.write(event));
      setTimeout(() => asked.response.end(spokenDelta(asked.wire, 'まだだよ')), 10);
    },
    'the end twice': more(({ wire }) => eventsOf(wire).slice(-3).join('')),
    'the reply twice': more(({ wire }) => eventsOf(wire).join('')),
    'an error after the end': more(({ wire }) => errorEvent(wire, 'too late')),
    'nonsense after the end': more(() => 'data: {"x\n\n'),
    'endless text after the end': async (asked) => {
      asked.response.writeHead(200, STREAM);
      await asked.write(eventsOf(asked.wire).join(''));
      await asked.forever(spokenDelta(asked.wire, 'まだ'));
    },
    'text after the reason': ({ wire, response }) => {
      const events = eventsOf(wire).filter((event) => !/\[DONE\]|message_stop/.test(event));
      response.writeHead(200, STREAM).end(events.join('') + spokenDelta(wire, 'まだだよ'));
    },
    'an end without a reason': ({ wire, response }) =>
      void response.writeHead(200, STREAM).end(eventsOf(wire, { finish: null }).join('')),
  };
}

/** The key that the server was sent, in what it answers. */
export function tellingKeys(): Record<string, Way> {
  const forms: Record<string, (key: string) => string> = {
    plain: (key) => key,
    'in capitals': (key) => key.toUpperCase(),
    'in small letters': (key) => key.toLowerCase(),
    'in base64': (key) => Buffer.from(key).toString('base64'),
    'in base64 of a header': (key) => Buffer.from(`Bearer ${key}`).toString('base64url'),
    'in hexadecimal': (key) => Buffer.from(key).toString('hex'),
    'in escapes of JSON': (key) => Array.from(key, (char) => `\\u00${char.charCodeAt(0).toString(16)}`).join(''),
    'in escapes of an address': (key) => Array.from(key, (char) => `%${char.charCodeAt(0).toString(16)}`).join(''),
    'in escapes of a web page': (key) => Array.from(key, (char) => `&#${char.charCodeAt(0)};`).join(''),
  };
  const told = (text: (asked: Asked) => string): Record<string, Way> => {
    const places: Record<string, Way> = {
      'an error': (asked) =>
        void asked.response.writeHead(400, JSON_TYPE).end(JSON.stringify({ error: { message: text(asked) } })),
      'an error that is no JSON': (asked) => void asked.response.writeHead(500, HTML).end(`<p>${text(asked)}`),
      'an error in a stream': (asked) => {
        begun(asked);
        asked.response.end(errorEvent(asked.wire, text(asked)));
      },
      'a web page': (asked) => void asked.response.writeHead(200, HTML).end(`<html>${text(asked)}`),
      'an event that is no JSON': (asked) =>
        void asked.response.writeHead(200, STREAM).end(`data: {"${text(asked)}\n\n`),
      'a reply': (asked) => {
        const events = eventsOf(asked.wire, { text: [text(asked)], reasoning: [text(asked)] });
        asked.response.writeHead(200, STREAM).end(events.join(''));
      },
      'a reply, piece by piece': (asked) => {
        const events = eventsOf(asked.wire, { text: [...text(asked)], reasoning: [...text(asked)] });
        asked.response.writeHead(200, STREAM).end(events.join(''));
      },
      'a reply that breaks off': async (asked) => {
        asked.response.writeHead(200, STREAM);
        for (const each of text(asked)) await asked.write(spokenDelta(asked.wire, each));
        asked.response.socket?.destroySoon();
      },
      'the reason of an end': (asked) => {
        const reason = JSON.stringify(text(asked));
        asked.response.writeHead(200, STREAM).end(
          eventsOf(asked.wire)
            .join('')
            .replace(/"stop"|"end_turn"/, () => reason),
        );
      },
    };
    return places;
  };
  const cut = ({ key, random }: Asked): string => key.slice(0, 6 + Math.floor(random() * (key.length - 6)));
  const named = (name: string, ways: Record<string, Way>) =>
    Object.entries(ways).map(([place, way]): [string, Way] => [`a key ${name} in ${place}`, way]);
  return Object.fromEntries([
    ...Object.entries(forms).flatMap(([name, form]) =>
      named(
        name,
        told(({ key }) => form(key)),
      ),
    ),
    ...named('cut off', told(cut)),
    ...named(
      'cut off, with more behind it,',
      told((asked) => `${cut(asked)}" was wrong`),
    ),
    ...named(
      'behind 494 letters',
      told(({ key }) => 'y'.repeat(494 - 20) + key),
    ),
    ...named(
      'at the end of what is read',
      told(({ key }) => `${' '.repeat(64_000 - 40)}${key}`),
    ),
    [
      'a key in a redirect',
      ({ key, response }: Asked) =>
        void response.writeHead(307, { location: `http://${key}.invalid/${key}?${key}` }).end(),
    ],
    [
      'a key in the words of a status',
      ({ key, response }: Asked) => void response.writeHead(400, key, { 'x-key': key }).end(key),
    ],
  ]);
}
