import { readFile } from 'node:fs/promises';
import type { ReadData } from './loadCases.ts';

/** Reads data files of this package from disk, in Node. */
export const readData: ReadData = async (file) =>
  JSON.parse(await readFile(new URL(`../data/${file}`, import.meta.url), 'utf8')) as unknown;
