import { dirname, resolve } from 'node:path';
import { parse } from 'csv-parse/sync';
import { readBytes } from '../files/readBytes.ts';
import { refuse } from '../refuse.ts';
import { type ImageEntry, type ImageList, isImageName, sortedImages } from './imageList.ts';

/** Names of columns, and what they are here. */
const columns: Readonly<Record<string, 'path' | 'label' | 'caption' | 'mask' | 'split'>> = {
  path: 'path',
  file: 'path',
  image: 'path',
  label: 'label',
  class: 'label',
  caption: 'caption',
  mask: 'mask',
  split: 'split',
};

/**
 * The images that a CSV names, paths from its folder or another one: a heading with `path` and any of `label`, `caption`, `mask` and
 * `split`, or two columns, path and label, without a heading. An image with several captions has a line for each.
 */
export async function readCsv(file: string, folder: string = dirname(file)): Promise<ImageList> {
  const rows = rowsOf(file, await readBytes(file));
  const [first = []] = rows;
  const isBare = isImageName(first[0] ?? '');
  const heading = isBare ? ['path', 'label'] : first.map((name) => name.trim().toLowerCase());
  const kinds = heading.map((name) => columns[name]);
  if (!kinds.includes('path')) {
    refuse('format', {
      rule: `${file} must begin with a heading that has path, and label, caption or mask where they are needed`,
      came: `it has ${heading.map((name) => JSON.stringify(name)).join(', ') || 'nothing'}`,
      fix: 'Write path,label in its first line.',
    });
  }
  const entries = new Map<string, ImageEntry>();
  let captions = 0;
  for (const [line, cells] of (isBare ? rows : rows.slice(1)).entries()) {
    const of = (wanted: string): string | undefined => cells[kinds.indexOf(wanted as 'path')] || undefined;
    const name = of('path');
    if (name === undefined) {
      refuse('format', {
        rule: `each line of ${file} must name an image`,
        came: `entry ${line + 1} has none`,
        fix: 'Fill it in, or take the line out.',
      });
    }
    const row = of('caption') === undefined ? undefined : captions++;
    entries.set(name, joined({ file, folder }, entries.get(name), name, of, row));
  }
  if (entries.size === 0) {
    refuse('format', { rule: `${file} must name images`, came: 'it names none', fix: 'Give path,label.' });
  }
  return { from: file, folder, images: sortedImages([...entries.values()]) };
}

function rowsOf(file: string, bytes: Buffer): string[][] {
  try {
    return parse(bytes, {
      bom: true,
      record_delimiter: ['\r\n', '\n'],
      relax_column_count: true,
      skip_empty_lines: true,
      trim: true,
    });
  } catch (cause) {
    return refuse('format', {
      rule: `${file} must be a CSV`,
      came: `it cannot be read: ${(cause as Error).message}`,
      fix: 'Check its quotes.',
      cause,
    });
  }
}

function joined(
  { file, folder }: { readonly file: string; readonly folder: string },
  before: ImageEntry | undefined,
  name: string,
  of: (wanted: string) => string | undefined,
  row: number | undefined,
): ImageEntry {
  const [label, caption, mask, split] = [of('label'), of('caption'), of('mask'), of('split')];
  const one = (what: string, first: string | undefined, second: string | undefined): void => {
    if (first === undefined || second === undefined || first === second) return;
    refuse('value', {
      rule: `an image must have one ${what}`,
      came: `${name} is in ${first} and in ${second}`,
      fix: `Take one of its lines out of ${file}.`,
    });
  };
  one('class', before?.label, label);
  one('split', before?.split, split);
  const captions = [...(before?.captions ?? []), ...(caption === undefined ? [] : [caption])];
  const rows = [...(before?.captionRows ?? []), ...(row === undefined ? [] : [row])];
  return {
    path: resolve(folder, name),
    name,
    ...before,
    ...(label !== undefined && { label }),
    ...(captions.length > 0 && { captions, captionRows: rows }),
    ...(mask !== undefined && { mask: resolve(folder, mask) }),
    ...(split !== undefined && { split }),
  };
}
