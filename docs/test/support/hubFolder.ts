import { mkdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { shared } from '../../measure/shared.ts';

/** Lays a model of `../shared` as the Hub and transformers.js have it: `config.json`, `preprocessor_config.json`, `onnx/model.onnx`. */
export async function hubFolder(folder: string, model: string): Promise<void> {
  await mkdir(join(folder, 'onnx'), { recursive: true });
  const config = {
    model_type: 'vit',
    architectures: ['ViTModel'],
    hidden_size: 192,
    image_size: 224,
    patch_size: 16,
  };
  const half = [0.5, 0.5, 0.5];
  const preprocessor = {
    image_processor_type: 'ViTImageProcessor',
    ...{ do_resize: true, size: { height: 224, width: 224 }, resample: 3 },
    ...{ do_rescale: true, rescale_factor: 1 / 255, do_normalize: true, image_mean: half, image_std: half },
  };
  await writeFile(join(folder, 'config.json'), JSON.stringify(config));
  await writeFile(join(folder, 'preprocessor_config.json'), JSON.stringify(preprocessor));
  const bytes = await readFile(join(shared, model));
  await writeFile(join(folder, 'onnx/model.onnx'), [bytes, alsoNamed('tokens', 'last_hidden_state')]);
}

/**
 * A piece of a model that gives a value a second name as an output. Protobuf merges messages that stand one behind the other
 * (https://protobuf.dev/programming-guides/encoding/#last-one-wins), so that it may follow a model in its file.
 */
function alsoNamed(name: string, output: string): Uint8Array {
  const node = [...field(1, text(name)), ...field(2, text(output)), ...field(4, text('Identity'))];
  const float = [8, 1];
  const declared = [...field(1, text(output)), ...field(2, field(1, float))];
  return Uint8Array.from(field(7, [...field(1, node), ...field(12, declared)]));
}

/** A field of bytes, whose length fits a byte. */
function field(number: number, bytes: readonly number[]): readonly number[] {
  if (bytes.length > 127) throw new Error('hubFolder: a field is longer than its one byte of length says.');
  return [number * 8 + 2, bytes.length, ...bytes];
}

function text(value: string): readonly number[] {
  return [...new TextEncoder().encode(value)];
}
