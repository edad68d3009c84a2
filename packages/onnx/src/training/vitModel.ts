import { GgemError } from '@ggem/core';
import { valueInfo } from '../graph/emit.ts';
import { type BlockOptions, transformerGraph } from './transformerGraph.ts';

/** The size of a vision transformer. */
export interface VitOptions extends Omit<BlockOptions, 'deviation'> {
  /** Channels, height and width of an image. */
  readonly image: readonly [channels: number, height: number, width: number];
  /** Side of a patch; it divides height and width. */
  readonly patch: number;
  /** Number of blocks. */
  readonly depth: number;
  readonly classes: number;
  /** Standard deviation of the weights at the start. Default 0.02; narrow models learn sooner from about `1 / √width`. */
  readonly deviation?: number | undefined;
}

/**
 * A plain pre-norm vision transformer as an ONNX model, to be trained from nothing: `x + attention(norm x)`,
 * `x + mlp(norm x)`, GELU, a class token, learned positions, a norm at the end (Dosovitskiy et al. 2021).
 *
 * In: `pixel_values` `[batch, ...image]`. Out: `logits` `[batch, classes]` from the class token, and `tokens`
 * `[batch, 1 + patches, width]`. Weights are normal with the deviation, cut off at 2 of them, those of the patches with
 * `1 / √(numbers of a patch)`; biases 0, scales 1. `normal` gives draws from the standard normal distribution.
 */
export function vitModel(options: VitOptions, normal: () => number): Uint8Array {
  const { image, patch, width, depth, heads, classes, deviation = 0.02 } = options;
  const [channels, height, length] = image;
  refuse(
    'patch must divide height and width',
    (height % patch) + (length % patch),
    `${patch} and ${height} × ${length}`,
  );
  refuse('heads must divide width', width % heads, `${heads} and ${width}`);
  const patches = (height / patch) * (length / patch);
  const graph = transformerGraph({ ...options, deviation }, normal);
  const { tensor, list, node, draw } = graph;

  const kernel = tensor(
    'patch_embed.weight',
    [width, channels, patch, patch],
    draw(1 / Math.sqrt(channels * patch * patch)),
  );
  const map = node(
    'Conv',
    ['pixel_values', kernel, tensor('patch_embed.bias', [width], () => 0)],
    'patch_map',
    {
      kernel_shape: [patch, patch],
      strides: [patch, patch],
    },
  );
  const flat = node('Reshape', [map, list('to_patches', [0, width, patches])], 'patches_first');
  const embedded = node('Transpose', [flat], 'patches', { perm: [0, 2, 1] });
  // One class token for each image: its number is the first length of the input.
  const batch = node(
    'Slice',
    [node('Shape', ['pixel_values'], 'shape'), list('zero', [0]), list('first', [1])],
    'batch',
  );
  const expanded = node('Concat', [batch, list('one_token', [1, width])], 'class_shape', { axis: 0 });
  const token = node(
    'Expand',
    [tensor('class_token', [1, 1, width], draw(deviation)), expanded],
    'class_tokens',
  );
  const all = node('Concat', [token, embedded], 'all_tokens', { axis: 1 });
  let x = node('Add', [all, tensor('positions', [1, patches + 1, width], draw(deviation))], 'embedded');
  for (let i = 0; i < depth; i++) x = graph.block(x, `blocks.${i}`);
  const tokens = graph.norm(x, 'norm', 'tokens');
  const pooled = node('Gather', [tokens, 'index_0'], 'pooled_token', { axis: 1 });
  const product = node(
    'MatMul',
    [pooled, tensor('head.weight', [width, classes], draw(deviation))],
    'head/MatMul',
  );
  node('Add', [product, tensor('head.bias', [classes], () => 0)], 'logits');

  return graph.toModel(
    'vit',
    [valueInfo('pixel_values', { kind: 'float32', dims: ['batch', ...image] })],
    [
      valueInfo('logits', { kind: 'float32', dims: ['batch', classes] }),
      valueInfo('tokens', { kind: 'float32', dims: ['batch', patches + 1, width] }),
    ],
  );
}

function refuse(rule: string, rest: number, came: string): void {
  if (rest !== 0) throw new GgemError('value', `vit: ${rule}, but ${came} came. Choose others.`);
}
