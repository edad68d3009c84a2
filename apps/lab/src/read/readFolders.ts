import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError } from '@ggem/train/node';
import { refuse } from '../refuse.ts';
import { type ImageEntry, type ImageList, isImageName, sortedImages } from './imageList.ts';

/**
 * The images of a folder that has a folder for each class; a class may have folders inside. JPEG, PNG and WebP, by their names.
 * Images that lie side by side are refused, or, where classes are not needed, taken without one.
 */
export async function readFolders(
  folder: string,
  classes: 'needed' | 'not needed' = 'needed',
): Promise<ImageList> {
  const names = await readdir(folder, { recursive: true }).catch((error: unknown) => {
    throw fileError('read', folder, error);
  });
  const found = names.map((name) => name.replaceAll('\\', '/')).filter(isImageName);
  if (found.length === 0) {
    refuse('value', {
      rule: `${folder} must hold images (JPEG, PNG or WebP)`,
      came: names.length === 0 ? 'it is empty' : `none of its ${names.length} entries is one`,
      fix: 'Give a folder with a folder of images for each class.',
    });
  }
  const loose = found.filter((name) => !name.includes('/'));
  if (classes === 'needed' && loose.length === found.length) {
    refuse('value', {
      rule: `${folder} must have a folder for each class`,
      came: `its ${found.length} images lie side by side`,
      fix: 'Sort them into folders, or give a CSV with path and label: --csv FILE.',
    });
  }
  const images = found.flatMap((name): readonly ImageEntry[] => {
    const slash = name.indexOf('/');
    const path = join(folder, name);
    if (slash >= 0) return [{ path, name, label: name.slice(0, slash) }];
    return classes === 'needed' ? [] : [{ path, name }];
  });
  return { from: folder, images: sortedImages(images) };
}
