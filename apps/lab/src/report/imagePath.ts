import { dirname, join } from 'node:path';
import type { Result } from '../compare/result.ts';

/** The file of an image of a run. */
export function imagePath(
  { from, folder, names }: Pick<Result['images'], 'from' | 'folder' | 'names'>,
  image: number,
): string {
  return join(folder ?? (from.endsWith('.csv') ? dirname(from) : from), names[image]!);
}
