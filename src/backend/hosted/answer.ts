// What a server answers with status 200: an event stream, whatever its content type says, or one JSON object in place of a stream. Errors in
// either become failures. Knows nothing of what an API's data means. Start at `dataOf`.
import { createParser } from 'eventsource-parser';
import { isRecord } from '../../core/plain-data.ts';
import { linesOf, OF_WRONG_BODY, restOf, textOf, tooLong } from './body.ts';
import { failureInAnswer, RequestFailure, unexpectedAnswer } from './request-failure.ts';

/** `data`: one event's JSON. `done`: OpenAI's end mark. `whole`: all that there is, in one piece. */
export type ServerData = { type: 'data' | 'whole'; data: unknown } | { type: 'done' };

type Redact = (text: string) => string;

interface Reading {
  /** Takes secrets out of what a server sends back. */
  redact: Redact;
  /** How many tokens were asked for: nothing of an answer is read that goes far beyond them. */
  maxTokens: number;
}

/** How much of a beginning tells a stream from JSON and from a web page. */
const SNIFFED = 8;
/** The longest event, line or answer in one piece, in code units: more than the longest reply of any model. */
const LONGEST_PIECE = 2_000_000;
/** For keep-alive messages and the like, and for the wrapping of each token. */
const LONGEST_STREAM = { start: 16_000_000, perToken: 4_000 };

/** @throws RequestFailure for an error that the server reports, for anything that is no data, and for too much of it */
export async function* dataOf(response: Response, { redact, maxTokens }: Reading): AsyncGenerator<ServerData> {
  const body = textOf(response, LONGEST_STREAM.start + maxTokens * LONGEST_STREAM.perToken);
  let start = '';
  while (!isTelling(start)) {
    const { done, value } = await body.next();
    if (done) break;
    start = (start + value).trimStart();
  }
  if (/^[[{]/.test(start)) yield await wholeIn(start, body, redact);
  else if (isEventStream(response) ? !start.startsWith('<') : /^(data|event|id|retry|error)?:/.test(start)) {
    yield* eventsIn(start, body, redact);
  } else throw unexpectedAnswer(response.status, await restOf(start, body, OF_WRONG_BODY), redact);
}

function isEventStream({ headers }: Response): boolean {
  return headers.get('content-type')?.toLowerCase().includes('text/event-stream') === true;
}

function isTelling(start: string): boolean {
  return start.length >= SNIFFED || /^[^\n]*[:\n]/.test(start) || /^[[{<]/.test(start);
}

async function* eventsIn(
  start: string,
  body: AsyncGenerator<string, void>,
  redact: Redact,
): AsyncGenerator<ServerData> {
  const arrived: { name: string | undefined; text: string }[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => arrived.push({ name: event, text: data }),
    onError: ({ type, field, value = '' }) => {
      // Some versions of llama-server put an error into a field of this name, which no standard knows.
      if (type === 'unknown-field' && field === 'error') arrived.push({ name: 'error', text: value });
    },
  });
  let length = 0;
  const take = function* (line: string): Generator<ServerData> {
    length += line.length + 1;
    // A line at a time: what the parser does with many grows with the square of their number.
    parser.feed(`${line}\n`);
    for (const { name, text } of arrived.splice(0)) {
      length = 0;
      const data = dataIn(name, text, redact);
      if (data !== null) yield data;
    }
    if (length > LONGEST_PIECE) throw tooLong('an event of the stream', LONGEST_PIECE);
  };
  for await (const lines of linesOf(start, body, LONGEST_PIECE)) for (const line of lines) yield* take(line);
  // Some leave out the blank line after the last event.
  yield* take('');
}

/** @returns null for an event that says nothing */
function dataIn(event: string | undefined, text: string, redact: Redact): ServerData | null {
  const trimmed = text.trim();
  if (trimmed === '') return null;
  if (trimmed.startsWith('[DONE]')) return { type: 'done' };
  const data = parsed(trimmed);
  if (data === undefined && event !== 'error') {
    throw new RequestFailure('protocol', `the stream held no JSON: ${redact(trimmed).slice(0, 100)}`);
  }
  const error = event === 'error' ? (data ?? trimmed) : errorIn(data);
  if (error !== undefined) throw failureInAnswer(error, 'in the stream', redact);
  return { type: 'data', data };
}

async function wholeIn(start: string, body: AsyncGenerator<string, void>, redact: Redact): Promise<ServerData> {
  const text = await restOf(start, body, { length: LONGEST_PIECE, ms: null });
  const data = parsed(text);
  // Google's servers send their errors in a list.
  const [only] = Array.isArray(data) ? data : [data];
  const error = errorIn(only);
  if (error !== undefined) throw failureInAnswer(error, 'HTTP 200', redact);
  if (isRecord(only)) return { type: 'whole', data: only };
  throw text.length >= LONGEST_PIECE ? tooLong('the answer', LONGEST_PIECE) : unexpectedAnswer(200, text, redact);
}

/** undefined: no JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * The error that a server reports where a reply should be; undefined: none. OpenRouter's is inside of a choice, and some servers send it
 * without a name around it.
 */
function errorIn(data: unknown): unknown {
  if (!isRecord(data)) return undefined;
  if (data.error || data.object === 'error' || data.type === 'error') return data;
  const choices: unknown[] = Array.isArray(data.choices) ? data.choices : [];
  return choices.find((choice) => isRecord(choice) && choice.error);
}
