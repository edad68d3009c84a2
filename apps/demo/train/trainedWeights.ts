import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { HeadName } from '../src/model/heads.ts';
import {
  encodeWeights,
  type HostTensor,
  MANIFEST_FILE,
  WEIGHTS_FILE,
  type Weights,
} from '../src/model/weightsFile.ts';
import type { HostParameters } from './initialParameters.ts';

/** The tensors of one head and its backbone, as the weights file names them: `<head>/...`. */
export function headTensors(head: HeadName, parameters: HostParameters): [string, HostTensor][] {
  const found: [string, HostTensor][] = [];
  for (const [name, tensor] of parameters) {
    const [owner, ...rest] = name.split('/');
    if (owner === 'backbone' || owner === head) found.push([`${head}/${rest.join('/')}`, tensor]);
  }
  return found;
}

/** Writes manifest and numbers into a folder, each renamed into place when complete. */
export function writeWeights(folder: string, weights: Weights): void {
  const { manifest, binary } = encodeWeights(weights);
  mkdirSync(folder, { recursive: true });
  for (const [name, content] of [
    [WEIGHTS_FILE, binary],
    [MANIFEST_FILE, manifest],
  ] as const) {
    writeFileSync(join(folder, `${name}.tmp`), content);
    renameSync(join(folder, `${name}.tmp`), join(folder, name));
  }
}
