// What a server answers with status 200: an event stream, whatever its content type says, or one JSON object in place of a stream. Errors in
// either become failures. Knows nothing of what an API's data means. Start at `dataOf`.
import { createParser } from 'eventsource-parser';
import { isRecord } from '../../core/plain-data.ts';
import { OF_WRONG_BODY, restOf, textOf } from './body.ts';
import { failureInAnswer, RequestFailure, unexpectedAnswer } from './request-failure.ts';

/** `data`: one event's JSON. `done`: OpenAI's end mark. `whole`: all that there is, in one piece. */
export type ServerData = { type: 'data' | 'whole'; data: unknown } | { type: 'done' };

type Redact = (text: string) => string;

/** How much of a beginning tells a stream from JSON and from a web page. */
const SNIFFED = 8;
/** The longest answer that is read as a whole, in code units. */
const WHOLE_LIMIT = 16_000_000;

/**
 * @param redact takes secrets out of what a server sends back
 * @throws RequestFailure for an error that the server reports, and for anything that is no data
 */
export async function* dataOf(response: Response, redact: Redact): AsyncGenerator<ServerData> {
  const body = textOf(response);
  let head = '';
  while (!isTelling(head)) {
    const { done, value } = await body.next();
    if (done) break;
    head += value;
  }
  const start = head.trimStart();
  if (/^[[{]/.test(start)) yield wholeIn(await restOf(head, body, { length: WHOLE_LIMIT, ms: null }), redact);
  else if (isEventStream(response) ? !start.startsWith('<') : /^(data|event|id|retry|error)?:/.test(start)) {
    yield* eventsIn(head, body, redact);
  } else throw unexpectedAnswer(response.status, await restOf(head, body, OF_WRONG_BODY), redact);
}

function isEventStream({ headers }: Response): boolean {
  return headers.get('content-type')?.toLowerCase().includes('text/event-stream') === true;
}

function isTelling(head: string): boolean {
  const start = head.trimStart();
  return start.length >= SNIFFED || /^[^\n]*[:\n]/.test(start) || /^[[{<]/.test(start);
}

async function* eventsIn(head: string, body: AsyncGenerator<string, void>, redact: Redact): AsyncGenerator<ServerData> {
  const arrived: { name: string | undefined; text: string }[] = [];
  const parser = createParser({
    onEvent: ({ event, data }) => arrived.push({ name: event, text: data }),
    onError: ({ type, field, value = '' }) => {
      // Some versions of llama-server put an error into a field of this name, which no standard knows.
      if (type === 'unknown-field' && field === 'error') arrived.push({ name: 'error', text: value });
    },
  });
  let chunk = head;
  for (let isOver = false; ; ) {
    parser.feed(chunk);
    for (const { name, text } of arrived.splice(0)) {
      const data = dataIn(name, text, redact);
      if (data !== null) yield data;
      if (data?.type === 'done') return;
    }
    if (isOver) return;
    const next = await body.next();
    isOver = next.done === true;
    // Some leave out the blank line after the last event.
    chunk = next.value ?? '\n\n';
  }
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

function wholeIn(text: string, redact: Redact): ServerData {
  const data = parsed(text);
  // Google's servers send their errors in a list.
  const [only] = Array.isArray(data) ? data : [data];
  const error = errorIn(only);
  if (error !== undefined) throw failureInAnswer(error, 'HTTP 200', redact);
  if (!isRecord(only)) throw unexpectedAnswer(200, text, redact);
  return { type: 'whole', data: only };
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
