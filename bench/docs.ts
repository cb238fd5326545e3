import { readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { repository } from './places.ts';
import { renderTable, type Table } from './table.ts';

const FILE = path.join(repository, 'docs', 'benchmarks.md');

/** Replaces the block of each table in docs/benchmarks.md; what was not measured now stays as it is. */
export async function writeResults(tables: readonly Table[], machine: string): Promise<void> {
  let text = await readFile(FILE, 'utf8');
  for (const table of tables) text = replaceBlock(text, table.id, `${renderTable(table)}\n\n${machine}`);
  await writeFile(FILE, text);
}

/** A block that is not there yet goes to the end. */
function replaceBlock(text: string, id: string, content: string): string {
  const begin = `<!-- results: ${id} -->`;
  const end = '<!-- end -->';
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) return `${text.trimEnd()}\n\n${begin}\n${content}\n${end}\n`;
  return `${text.slice(0, from + begin.length)}\n${content}\n${text.slice(to)}`;
}
