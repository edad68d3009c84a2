import { readWeights } from '@ggem/onnx/training';
import type { HeadName } from '../src/model/heads.ts';
import type { HostTensor } from '../src/model/weightsFile.ts';
import { MODEL_CONFIG } from './modelConfig.ts';

/**
 * The tensors of a trained ONNX model as the weights file names them, `<head>/...`.
 *
 * The bias of the patches goes into the positions, and so does the class token, which is a row of zeros there.
 */
export function demoTensors(
  head: HeadName,
  model: Uint8Array,
  p: readonly number[] | undefined,
): ReadonlyMap<string, HostTensor> {
  const { channels, patchSize, blocks, hidden, classes } = MODEL_CONFIG;
  const weights = readWeights(model);
  const of = (name: string): Float32Array => weights.get(name)!.data;
  const tensors = new Map<string, HostTensor>();
  const put = (name: string, shape: readonly number[], values: Float32Array): void => {
    tensors.set(`${head}/${name}`, { shape, values });
  };
  const norm = (name: string, from: string): void => {
    put(`${name}/scale`, [channels], of(`${from}.weight`));
    put(`${name}/shift`, [channels], of(`${from}.bias`));
  };
  const linear = (name: string, from: string, [rows, columns]: readonly [number, number]): void => {
    put(`${name}/weight`, [rows, columns], of(`${from}.weight`));
    put(`${name}/bias`, [columns], of(`${from}.bias`));
  };

  const pixels = patchSize * patchSize;
  // Of a kernel the channels come first, of a matrix they come last.
  put('embed/weight', [pixels, channels], part(of('patch_embed.weight'), channels, pixels, 0, pixels, true));
  const [bias, token] = [of('patch_embed.bias'), of('class_token')];
  const positions = of('positions').map(
    (value, i) => value + (i < channels ? token[i]! : bias[i % channels]!),
  );
  put('embed/position', [positions.length / channels, channels], positions);
  for (let i = 0; i < blocks; i++) {
    const [to, from] = [`block${i}`, `blocks.${i}`];
    norm(`${to}/norm1`, `${from}.norm1`);
    for (const [at, name] of ['query', 'key', 'value'].entries()) {
      const weight = of(`${from}.attn.qkv.weight`);
      put(
        `${to}/${name}/weight`,
        [channels, channels],
        part(weight, channels, 3 * channels, at * channels, channels),
      );
      put(
        `${to}/${name}/bias`,
        [channels],
        of(`${from}.attn.qkv.bias`).slice(at * channels, (at + 1) * channels),
      );
    }
    linear(`${to}/out`, `${from}.attn.proj`, [channels, channels]);
    norm(`${to}/norm2`, `${from}.norm2`);
    linear(`${to}/mlp1`, `${from}.mlp.fc1`, [channels, hidden]);
    linear(`${to}/mlp2`, `${from}.mlp.fc2`, [hidden, channels]);
  }
  norm('norm', 'norm');
  put('weight', [channels, classes], of('head.weight'));
  put('bias', [classes], of('head.bias'));
  if (p !== undefined) put('p', [p.length], Float32Array.from(p));
  return tensors;
}

/** Some columns of a matrix, turned or not. */
function part(
  matrix: Float32Array,
  rows: number,
  width: number,
  first: number,
  columns: number,
  isTurned = false,
): Float32Array {
  const result = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    for (let column = 0; column < columns; column++) {
      result[isTurned ? column * rows + row : row * columns + column] = matrix[row * width + first + column]!;
    }
  }
  return result;
}
