import { HEAD_NAMES, type HeadName } from './heads.ts';
import { readJson } from './readJson.ts';
import type { VitConfig } from './vitConfig.ts';

export const MANIFEST_FILE = 'manifest.json';
export const WEIGHTS_FILE = 'weights.bin';
const FORMAT = 'ggem-demo-weights-1';

export interface HostTensor {
  readonly shape: readonly number[];
  readonly values: Float32Array;
}

/** The entry of one head in the manifest. */
export interface HeadRecord {
  readonly name: HeadName;
  /** Share of the MNIST test images that it classified correctly after training. */
  readonly testAccuracy: number;
}

/** All trained weights: tensors are named `<head>/<parameter>`. */
export interface Weights {
  readonly config: VitConfig;
  readonly heads: readonly HeadRecord[];
  readonly tensors: ReadonlyMap<string, HostTensor>;
}

interface Manifest {
  readonly format: typeof FORMAT;
  readonly config: VitConfig;
  readonly heads: readonly HeadRecord[];
  /** float32, little-endian, one after the other in the binary file. */
  readonly tensors: readonly { readonly name: string; readonly shape: readonly number[] }[];
}

/** The two files that hold the weights: a manifest in JSON, and the numbers. */
export function encodeWeights(weights: Weights): { manifest: string; binary: Uint8Array<ArrayBuffer> } {
  const entries = [...weights.tensors];
  const manifest: Manifest = {
    format: FORMAT,
    config: weights.config,
    heads: weights.heads,
    tensors: entries.map(([name, tensor]) => ({ name, shape: tensor.shape })),
  };
  const total = entries.reduce((sum, [, tensor]) => sum + tensor.values.length, 0);
  const view = new DataView(new ArrayBuffer(total * 4));
  let at = 0;
  for (const [, tensor] of entries) {
    for (const value of tensor.values) {
      view.setFloat32(at, value, true);
      at += 4;
    }
  }
  return { manifest: `${JSON.stringify(manifest)}\n`, binary: new Uint8Array(view.buffer) };
}

/** Reads the two files. An error names the file and what is wrong with it. */
export async function readWeights(read: (name: string) => Promise<ArrayBuffer>): Promise<Weights> {
  const manifest = parseManifest(new TextDecoder().decode(await read(MANIFEST_FILE)));
  const view = new DataView(await read(WEIGHTS_FILE));
  const total = manifest.tensors.reduce((sum, tensor) => sum + size(tensor.shape), 0);
  if (view.byteLength !== total * 4) {
    throw new Error(
      `weights: ${WEIGHTS_FILE} must hold ${total * 4} bytes, as ${MANIFEST_FILE} lists, but holds ` +
        `${view.byteLength}. Both files must come from the same training.`,
    );
  }
  const tensors = new Map<string, HostTensor>();
  let at = 0;
  for (const { name, shape } of manifest.tensors) {
    const values = new Float32Array(size(shape));
    for (let i = 0; i < values.length; i++, at += 4) values[i] = view.getFloat32(at, true);
    tensors.set(name, { shape, values });
  }
  return { config: manifest.config, heads: manifest.heads, tensors };
}

function parseManifest(text: string): Manifest {
  const wrong = (what: string): Error =>
    new Error(
      `weights: ${MANIFEST_FILE} must be a manifest of format "${FORMAT}", but ${what}. Take both files of one training.`,
    );
  const manifest = readJson<Manifest>(text, FORMAT, wrong);
  if (!manifest.config || !Array.isArray(manifest.tensors) || !Array.isArray(manifest.heads)) {
    throw wrong('config, heads or tensors are missing');
  }
  const unknown = manifest.heads.find((head) => !HEAD_NAMES.includes(head.name));
  if (unknown !== undefined) throw wrong(`it lists an unknown head ${JSON.stringify(unknown.name)}`);
  return manifest as Manifest;
}

function size(shape: readonly number[]): number {
  return shape.reduce((product, length) => product * length, 1);
}
