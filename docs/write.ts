// `npm run docs`: writes the pages that are made from the program itself, and the schema of what `compare --json` prints.
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { allCommands } from '../dist/cli/command-table.js';
import { ComparisonSchema } from '../dist/compare/comparison.js';
import { outputSchemaOf } from '../dist/core/json-schema.js';
import { japanese } from '../dist/words/ja.js';
import { checksPage } from './checks-page.ts';
import { cliPage } from './cli-page.ts';
import { exportingPage } from './exporting-page.ts';
import { scenarioPage } from './scenario-page.ts';

const commands = await allCommands();
await writeFile(path.join(import.meta.dirname, 'cli.md'), cliPage(commands));
await writeFile(path.join(import.meta.dirname, 'cli.ja.md'), cliPage(commands, japanese));
await writeFile(path.join(import.meta.dirname, 'checks.md'), checksPage());
await writeFile(path.join(import.meta.dirname, 'exporting.md'), exportingPage());
await writeFile(path.join(import.meta.dirname, 'checks.ja.md'), checksPage(japanese));
await writeFile(path.join(import.meta.dirname, 'scenarios.md'), scenarioPage());
await writeFile(
  path.join(import.meta.dirname, '../schemas/comparison.schema.json'),
  `${JSON.stringify(outputSchemaOf(ComparisonSchema), null, 2)}\n`,
);
