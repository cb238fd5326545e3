// `npm run prove:scale`: prints what the engine does at scale; ends with 1 if a goal is missed.
import { parseArgs } from 'node:util';
import { measureScale, SCALE_PARTS } from '../bench/scale.ts';
import { renderTable } from '../bench/table.ts';

const { values } = parseArgs({ options: { part: { type: 'string', multiple: true } } });
const parts = SCALE_PARTS.filter((part) => !values.part || values.part.includes(part));
const { table, holds } = await measureScale(parts, { id: 'scale', title: 'Scale' });
process.stdout.write(`${renderTable(table)}\n`);
process.exitCode = holds ? 0 : 1;
