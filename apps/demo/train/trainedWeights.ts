import { join } from 'node:path';
import { writeWhole } from '@ggem/train/node';
import { encodeWeights, MANIFEST_FILE, WEIGHTS_FILE, type Weights } from '../src/model/weightsFile.ts';

/** Writes numbers and manifest into a folder, each whole or not at all. */
export async function writeWeights(folder: string, weights: Weights): Promise<void> {
  const { manifest, binary } = encodeWeights(weights);
  await writeWhole(join(folder, WEIGHTS_FILE), binary);
  await writeWhole(join(folder, MANIFEST_FILE), manifest);
}
