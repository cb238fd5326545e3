// The question file that belongs to a file of answers. Start at `questionsOf`.
import path from 'node:path';
import { chunksOf, ifThere } from '../core/plain-file.ts';
import { absolute, type World } from '../core/world.ts';
import type { ChatFormat } from '../formats/format-names.ts';
import { streamedJson } from '../formats/json-stream.ts';
import { questionsIn } from '../formats/mt-bench-answers.ts';
import type { Questions } from '../formats/transcript.ts';

/** As FastChat and Rakuda name it: answers lie in a folder beside it. */
const USUAL = ['question.jsonl', 'questions.jsonl'];

/**
 * @param file of answers, absolute
 * @returns null: none was named, and there is none in its folder, nor in the one above
 */
export async function questionsOf(
  { format, questions }: { format: ChatFormat; questions: string | null },
  file: string,
  world: World,
): Promise<Questions | null> {
  if (format !== 'mt-bench-answers') return null;
  if (questions !== null) return read(absolute(questions, world));
  const folder = path.dirname(file);
  for (const place of [folder, path.dirname(folder)]) {
    for (const name of USUAL) {
      const found = await ifThere(read(path.join(place, name)));
      if (found) return found;
    }
  }
  return null;
}

function read(file: string): Promise<Questions> {
  return questionsIn(streamedJson(chunksOf(file), file), file);
}
