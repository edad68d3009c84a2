import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { withSpecTables } from './specTables.ts';

/** `npx pnpm@12 -C docs specs`: writes what the page of specs says of every pooling, from the JSON Schema of specs. */
const page = join(import.meta.dirname, '../reference/specs.md');
await writeFile(page, withSpecTables(await readFile(page, 'utf8')));
