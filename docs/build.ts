import { cp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { build } from 'vitepress';
import config from './.vitepress/config.ts';
import { llmsText } from './site/llmsText.ts';
import { makeRelocatable } from './site/relocatable.ts';
import { writeReference } from './site/writeReference.ts';

/** Writes the site to `dist`: the reference from the docstrings first, then all pages. */
const docs = import.meta.dirname;
await writeReference(join(docs, '..'));
await build(docs);
await makeRelocatable(join(docs, 'dist'));
await writeFile(join(docs, 'dist/llms.txt'), await llmsText(docs, config.description!));
await cp(join(docs, 'reference/api/spec.schema.json'), join(docs, 'dist/spec.schema.json'));
