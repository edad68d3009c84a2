import { parse } from 'csv-parse/sync';
import { readBytes } from '../files/readBytes.ts';
import { refuse } from '../refuse.ts';

/** Texts that say classes: the class of each. */
export interface Prompts {
  readonly labels: readonly string[];
  readonly texts: readonly string[];
}

/** A CSV with `label` and `prompt`; a class may have several. */
export async function readPrompts(file: string): Promise<Prompts> {
  const bytes = await readBytes(file);
  const rows = parsed(file, bytes);
  const isWhole = rows.every(({ label, prompt }) => Boolean(label) && Boolean(prompt));
  if (!isWhole || new Set(rows.map(({ label }) => label)).size < 2) {
    refuse('format', {
      rule: `${file} must be a CSV with label and prompt, of two classes or more`,
      came: rows.length === 0 ? 'it is empty' : isWhole ? 'it has one class' : 'some are missing',
      fix: 'Begin with the line label,prompt.',
    });
  }
  return { labels: rows.map(({ label }) => label!), texts: rows.map(({ prompt }) => prompt!) };
}

function parsed(
  file: string,
  bytes: Buffer,
): readonly { readonly label?: string; readonly prompt?: string }[] {
  try {
    return parse(bytes, { bom: true, columns: true, skip_empty_lines: true, trim: true });
  } catch (cause) {
    return refuse('format', {
      rule: `${file} must be a CSV with label and prompt`,
      came: `it cannot be read: ${(cause as Error).message}`,
      fix: 'Check its quotes.',
      cause,
    });
  }
}
