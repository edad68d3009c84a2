import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import decode, { init } from '@jsquash/jpeg/decode.js';
import type { Pixels } from './preprocess.ts';

const shared = fileURLToPath(new URL('../../../../../shared', import.meta.url));
const modelPath = join(shared, 'models/vit_tiny_patch16_224.onnx');
const photographsPath = join(shared, 'data/imagenet-samples');

/** Whether the model and the photographs are there; if not, why the tests that want them are skipped. */
export const missing: string | undefined = [modelPath, photographsPath].find((path) => !existsSync(path));

/** The ImageNet ViT-Tiny. */
export function loadModel(): Uint8Array {
  return readFileSync(modelPath);
}

/** A photograph and its class among those of ImageNet. */
export interface Photograph extends Pixels {
  readonly label: number;
}

/** The photographs, decoded. */
export async function loadPhotographs(): Promise<readonly Photograph[]> {
  const wasm = createRequire(import.meta.url).resolve('@jsquash/jpeg/codec/dec/mozjpeg_dec.wasm');
  await init(await WebAssembly.compile(readFileSync(wasm)));
  const names = readdirSync(photographsPath).filter((name) => name.endsWith('.jpg'));
  return Promise.all(
    names.map(async (name) => {
      const file = readFileSync(join(photographsPath, name));
      const { data, width, height } = await decode(Uint8Array.from(file).buffer);
      return { data, width, height, label: Number(name.slice(0, 3)) };
    }),
  );
}
