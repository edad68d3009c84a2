import { readdir, readFile } from 'node:fs/promises';
import { dirname, join, resolve } from 'node:path';
import { GgemError } from '@ggem/core';
import { random, shuffled } from '../optimise/random.ts';
import { fileError } from './fileError.ts';

/** Image files with their classes. */
export interface ImageList {
  /** Names of the classes, sorted. */
  readonly classes: readonly string[];
  readonly files: readonly string[];
  /** The class of each file, its place in `classes`. */
  readonly labels: readonly number[];
}

const isImage = (name: string): boolean => /\.(jpe?g|png|webp|gif|tiff?|avif)$/i.test(name);

/** The images of a folder that has a folder for each class. */
export async function imagesInFolders(folder: string): Promise<ImageList> {
  try {
    const entries = await readdir(folder, { withFileTypes: true });
    const names = entries.filter((entry) => entry.isDirectory()).map(({ name }) => name);
    const found = await Promise.all(
      names.map(async (name) => {
        const inside = await readdir(join(folder, name));
        return inside.filter(isImage).map((file) => [join(folder, name, file), name] as const);
      }),
    );
    return listed(folder, found.flat());
  } catch (error) {
    throw fileError('read', folder, error);
  }
}

/** The images that a CSV file names: a file and a class in each line, paths from the folder of the file. */
export async function imagesInCsv(path: string): Promise<ImageList> {
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw fileError('read', path, error);
  });
  const rows = text
    .split(/\r?\n/)
    .filter((line) => line.trim() !== '')
    .map(cells);
  // A first line without an image is a heading.
  const body = isImage(rows[0]?.[0] ?? '') ? rows : rows.slice(1);
  const pairs = body.map(([file = '', name = ''], i) => {
    if (file !== '' && name !== '') return [resolve(dirname(path), file), name] as const;
    throw new GgemError(
      'format',
      `finetune: each line of ${path} must hold a file and a class, but image ${i + 1} has ${JSON.stringify(body[i])}.`,
    );
  });
  return listed(path, pairs);
}

/** The cells of a line; quotes may be around one, two for one inside. */
function cells(line: string): readonly string[] {
  const found = line.matchAll(/(?:^|,)(?:"((?:[^"]|"")*)"|([^,]*))/g);
  return [...found].map(([, quoted, plain = '']) => quoted?.replaceAll('""', '"') ?? plain.trim());
}

function listed(where: string, pairs: readonly (readonly [file: string, name: string])[]): ImageList {
  const classes = [...new Set(pairs.map(([, name]) => name))].sort();
  if (classes.length < 2) {
    throw new GgemError(
      'value',
      `finetune: ${where} must hold images of two classes at least, but it has ${classes.length}. Give a folder for each class, or a CSV.`,
    );
  }
  const sorted = [...pairs].sort(([a], [b]) => (a < b ? -1 : 1));
  return {
    classes,
    files: sorted.map(([file]) => file),
    labels: sorted.map(([, name]) => classes.indexOf(name)),
  };
}

/** Splits a list in two, the same share of each class. The same seed gives the same split. */
export function split(
  list: ImageList,
  share: number,
  seed: number,
): readonly [train: ImageList, held: ImageList] {
  const held = new Set<number>();
  list.classes.forEach((_, label) => {
    const own = list.labels.flatMap((one, i) => (one === label ? [i] : []));
    const order = shuffled(own.length, random(seed, 5, label));
    for (const place of order.subarray(0, Math.round(own.length * share))) held.add(own[place]!);
  });
  const part = (isHeld: boolean): ImageList => {
    const indices = list.files.flatMap((_, i) => (held.has(i) === isHeld ? [i] : []));
    return {
      classes: list.classes,
      files: indices.map((i) => list.files[i]!),
      labels: indices.map((i) => list.labels[i]!),
    };
  };
  return [part(false), part(true)];
}
