// What a hostile server has in hand when it answers, whatever the way.
import type { IncomingMessage, ServerResponse } from 'node:http';
import { eventsOf, type Wire } from './api-server.ts';

export interface Asked {
  wire: Wire;
  /** What the server was sent, and gives back in every form. */
  key: string;
  random: () => number;
  request: IncomingMessage;
  response: ServerResponse;
  draw: <Item>(items: readonly Item[]) => Item;
  write: (bytes: string | Uint8Array) => Promise<void>;
  /** Until the other side hangs up. */
  forever: (bytes: string | Uint8Array, pauseMs?: number) => Promise<never>;
}

export type Way = (asked: Asked) => unknown;

export const STREAM = { 'content-type': 'text/event-stream' };
export const JSON_TYPE = { 'content-type': 'application/json' };
export const HTML = { 'content-type': 'text/html' };
export const MEGABYTE = 1_048_576;

/** A stream that begins well. */
export function begun({ response, wire }: Asked): string[] {
  response.writeHead(200, STREAM);
  const events = eventsOf(wire);
  const said = events.findIndex((event) => event.includes('うん、'));
  response.write(events.slice(0, said + 1).join(''));
  return events.slice(said + 1);
}
