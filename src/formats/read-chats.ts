import type { StreamedJson } from './json-stream.ts';
import type { FormatContext, SpokenChat } from './transcript.ts';

/** Chats as the values of a JSON file arrive. @throws UserError naming the line, if it is no log of this format */
export type ReadChats = (
  documents: AsyncIterable<StreamedJson>,
  context: FormatContext,
) => AsyncIterable<SpokenChat> | Iterable<SpokenChat>;
