import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { docs } from './docs.ts';

/** The paths of all pages of the built site, except for the page of the error 404. */
export function builtPages(): readonly string[] {
  return readdirSync(join(docs, 'dist'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.html') && name !== '404.html')
    .sort();
}

/** Those that people wrote, and one of each kind that is generated. */
export function writtenPages(): readonly string[] {
  const kinds = [
    'core/index',
    'core/functions/poolArray',
    'core/interfaces/GgemSpec',
    'core/type-aliases/PRange',
  ];
  const generated = kinds.map((kind) => `reference/api/${kind}.html`);
  return builtPages().filter((page) => !page.startsWith('reference/api/') || generated.includes(page));
}
