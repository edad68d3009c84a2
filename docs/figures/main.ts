import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { poolingPicture } from './poolingPicture.ts';

/** `npx pnpm@12 -C docs figures`: draws the pictures that pages and the README show. */
await writeFile(join(import.meta.dirname, '../public/pooling.svg'), poolingPicture());
