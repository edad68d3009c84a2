import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { fileError, writeWhole } from '@ggem/train/node';
import sharp from 'sharp';
import { drawScene } from './drawScene.ts';
import { type SceneOptions, sceneOf } from './sceneOf.ts';
import { shapeNames } from './shapes.ts';

/** Which scenes to write, and where. */
export interface WriteScenesCall extends SceneOptions {
  readonly folder: string;
  readonly count: number;
  readonly size: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number) => void;
}

/**
 * Writes scenes as PNG: `images/CLASS/NUMBER.png`, masks beside them as `masks/CLASS/NUMBER.png`, and `scenes.csv` with path,
 * label, caption and mask. The same call writes the same pixels.
 */
export async function writeScenes(call: WriteScenesCall): Promise<void> {
  const { folder, count, size } = call;
  try {
    for (const shape of shapeNames) {
      await mkdir(join(folder, 'images', shape), { recursive: true });
      await mkdir(join(folder, 'masks', shape), { recursive: true });
    }
    const lines = ['path,label,caption,mask'];
    for (let index = 0; index < count; index++) {
      call.signal.throwIfAborted();
      const scene = sceneOf(index, call);
      const name = `${scene.shape}/${String(index).padStart(6, '0')}.png`;
      const { pixels, mask } = drawScene(scene, size);
      const raw = (channels: 1 | 3) => ({ raw: { width: size, height: size, channels } }) as const;
      await sharp(pixels, raw(3))
        .png()
        .toFile(join(folder, 'images', name));
      await sharp(mask, raw(1))
        .png()
        .toFile(join(folder, 'masks', name));
      lines.push(`images/${name},${scene.shape},${scene.caption},masks/${name}`);
      call.onProgress(index + 1);
    }
    await writeWhole(join(folder, 'scenes.csv'), `${lines.join('\n')}\n`);
  } catch (error) {
    throw fileError('write', folder, error);
  }
}
