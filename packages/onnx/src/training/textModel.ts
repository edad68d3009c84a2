import { GgemError } from '@ggem/core';
import { valueInfo } from '../graph/emit.ts';
import { dataType } from '../proto/onnx.ts';
import { type BlockOptions, transformerGraph } from './transformerGraph.ts';

/** The size of a text encoder. */
export interface TextEncoderOptions extends Pick<BlockOptions, 'width' | 'heads'> {
  /** How many ids there are, 0 among them, which is no word but padding. */
  readonly words: number;
  /** How many ids each text has, padding included. */
  readonly tokens: number;
  /** Number of blocks. */
  readonly depth: number;
  /** Length of the vector of a text. */
  readonly out: number;
}

/** Added to the scores of padding: `e^x` is 0 of it in float32, and no infinity can become NaN. */
const hidden = -1e9;

/**
 * A small pre-norm transformer over words as an ONNX model, to be trained from nothing: embeddings and learned positions, blocks
 * that look at kept tokens alone (ids other than 0), a norm, the mean of the kept tokens, a linear layer.
 *
 * In: `input_ids` `[batch, tokens]`, whole numbers from 0 to `words - 1`. Out: `text_embeds` `[batch, out]`; a text without words
 * gives the bias of the last layer. Weights are normal with deviation `1 / √width`, cut off at 2 of them; biases 0, scales 1.
 * `normal` gives draws from the standard normal distribution.
 *
 * Throws a `GgemError` with code `value` for a size that is no whole number from 1 on, and for heads that do not divide the width.
 */
export function textModel(options: TextEncoderOptions, normal: () => number): Uint8Array {
  const { words, tokens, width, depth, heads, out } = options;
  for (const [name, value] of Object.entries({ words, tokens, width, depth, heads, out })) {
    if (!Number.isInteger(value) || value < 1)
      refuse(`${name} must be a whole number of at least 1`, `${value} came`);
  }
  if (width % heads !== 0) refuse('heads must divide width', `${heads} does not divide ${width}`);
  const deviation = 1 / Math.sqrt(width);
  const graph = transformerGraph({ width, heads, deviation }, normal);
  const { tensor, list, node, draw } = graph;

  tensor('hidden', [], () => hidden);
  const flags = node('Cast', ['input_ids'], 'is_kept', { to: dataType.bool });
  const kept = node('Cast', [flags], 'kept', { to: dataType.float32 });
  const dropped = node('Sub', ['one', kept], 'dropped');
  const mask = node(
    'Reshape',
    [node('Mul', [dropped, 'hidden'], 'mask'), list('to_keys', [0, 1, 1, tokens])],
    'mask_of_keys',
  );
  const embeddings = tensor('embeddings', [words, width], draw(deviation));
  const embedded = node('Gather', [embeddings, 'input_ids'], 'embedded', { axis: 0 });
  let x = node(
    'Add',
    [embedded, tensor('positions', [1, tokens, width], draw(deviation))],
    'at_their_places',
  );
  for (let i = 0; i < depth; i++) x = graph.block(x, `blocks.${i}`, mask);
  const normed = graph.norm(x, 'norm', 'tokens');

  const counts = node('ReduceSum', [kept, list('last', [1])], 'counts', { keepdims: 1 });
  const shares = node('Div', [kept, node('Max', [counts, 'one'], 'at_least_one')], 'shares');
  const row = node('Reshape', [shares, list('to_row', [0, 1, tokens])], 'row');
  const mean = node(
    'Reshape',
    [node('MatMul', [row, normed], 'mean'), list('to_vector', [0, width])],
    'pooled',
  );
  const product = node('MatMul', [mean, tensor('head.weight', [width, out], draw(deviation))], 'head/MatMul');
  node('Add', [product, tensor('head.bias', [out], () => 0)], 'text_embeds');
  return graph.toModel(
    'text',
    [valueInfo('input_ids', { kind: 'int64', dims: ['batch', tokens] })],
    [valueInfo('text_embeds', { kind: 'float32', dims: ['batch', out] })],
  );
}

function refuse(rule: string, came: string): never {
  throw new GgemError('value', `textEncoder: ${rule}, but ${came}. Choose another.`);
}
