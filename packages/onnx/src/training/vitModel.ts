import { create, toBinary } from '@bufbuild/protobuf';
import { GgemError } from '@ggem/core';
import { nodeProto, tensorProto, valueInfo } from '../graph/emit.ts';
import { opsets } from '../graph/opsets/opsets.ts';
import type { Attributes, Kind } from '../graph/value.ts';
import { GraphProtoSchema, ModelProtoSchema, type NodeProto, type TensorProto } from '../proto/onnx.ts';

/** The size of a vision transformer. */
export interface VitOptions {
  /** Channels, height and width of an image. */
  readonly image: readonly [channels: number, height: number, width: number];
  /** Side of a patch; it divides height and width. */
  readonly patch: number;
  /** Channels of a token. */
  readonly width: number;
  /** Number of blocks. */
  readonly depth: number;
  /** Heads of an attention; they divide the width. */
  readonly heads: number;
  /** Width of the hidden layer of a block. Default 4 times the width. */
  readonly hidden?: number | undefined;
  readonly classes: number;
  /** `quickGelu` is `x / (1 + e^(-1.702 x))`, as in CLIP. Default `gelu`. */
  readonly activation?: 'gelu' | 'quickGelu' | undefined;
  /** Standard deviation of the weights at the start. Default 0.02; narrow models learn sooner from about `1 / √width`. */
  readonly deviation?: number | undefined;
  /** Added to variances. Default 1e-6. */
  readonly epsilon?: number | undefined;
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
  const {
    image,
    patch,
    width,
    depth,
    heads,
    hidden = 4 * width,
    classes,
    epsilon = 1e-6,
    deviation = 0.02,
  } = options;
  const [channels, height, length] = image;
  refuse(
    'patch must divide height and width',
    (height % patch) + (length % patch),
    `${patch} and ${height} × ${length}`,
  );
  refuse('heads must divide width', width % heads, `${heads} and ${width}`);
  const isQuick = options.activation === 'quickGelu';
  const patches = (height / patch) * (length / patch);
  const nodes: NodeProto[] = [];
  const initializers: TensorProto[] = [];

  const tensor = (
    name: string,
    dims: readonly number[],
    value: () => number,
    kind: Kind = 'float32',
  ): string => {
    const size = dims.reduce((n, m) => n * m, 1);
    initializers.push(tensorProto(name, kind, Array.from({ length: size }, value), dims));
    return name;
  };
  const list = (name: string, values: readonly number[]): string => {
    initializers.push(tensorProto(name, 'int64', values, [values.length]));
    return name;
  };
  const node = (op: string, inputs: string[], output: string, attributes: Attributes = {}): string => {
    nodes.push(nodeProto(op, inputs, [output], attributes, output));
    return output;
  };
  const draw = (spread: number) => () => {
    for (;;) {
      const value = normal();
      if (Math.abs(value) <= 2) return spread * value;
    }
  };
  const linear = (x: string, name: string, from: number, to: number): string => {
    const weight = tensor(`${name}.weight`, [from, to], draw(deviation));
    const product = node('MatMul', [x, weight], `${name}/MatMul`);
    return node('Add', [product, tensor(`${name}.bias`, [to], () => 0)], `${name}/Add`);
  };
  const norm = (x: string, name: string, output: string): string => {
    const scale = tensor(`${name}.weight`, [width], () => 1);
    const bias = tensor(`${name}.bias`, [width], () => 0);
    return node('LayerNormalization', [x, scale, bias], output, { axis: -1, epsilon: { float: epsilon } });
  };
  const quickGelu = (x: string, name: string): string => {
    const share = node('Sigmoid', [node('Mul', [x, 'quick_scale'], `${name}/scaled`)], `${name}/Sigmoid`);
    return node('Mul', [x, share], `${name}/gelu`);
  };
  const gelu = (x: string, name: string): string => {
    if (isQuick) return quickGelu(x, name);
    const error = node('Erf', [node('Mul', [x, 'root_half'], `${name}/scaled`)], `${name}/Erf`);
    const above = node('Mul', [x, node('Add', [error, 'one'], `${name}/shifted`)], `${name}/product`);
    return node('Mul', [above, 'half'], `${name}/gelu`);
  };
  const attention = (x: string, name: string): string => {
    const qkv = node('Reshape', [linear(x, `${name}.qkv`, width, 3 * width), 'to_heads'], `${name}/heads`);
    const parts = node('Transpose', [qkv], `${name}/parts`, { perm: [2, 0, 3, 1, 4] });
    const [q, k, v] = [0, 1, 2].map((i) =>
      node('Gather', [parts, `index_${i}`], `${name}/${'qkv'[i]}`, { axis: 0 }),
    );
    const turned = node('Transpose', [k!], `${name}/k_turned`, { perm: [0, 1, 3, 2] });
    const scores = node(
      'Mul',
      [node('MatMul', [q!, turned], `${name}/products`), 'score_scale'],
      `${name}/scores`,
    );
    const weights = node('Softmax', [scores], `${name}/weights`, { axis: -1 });
    const seen = node('Transpose', [node('MatMul', [weights, v!], `${name}/seen`)], `${name}/seen_turned`, {
      perm: [0, 2, 1, 3],
    });
    return linear(node('Reshape', [seen, 'to_tokens'], `${name}/together`), `${name}.proj`, width, width);
  };

  for (const [name, value] of Object.entries({
    ...(isQuick ? { quick_scale: 1.702 } : { root_half: Math.SQRT1_2, one: 1, half: 0.5 }),
    score_scale: 1 / Math.sqrt(width / heads),
  })) {
    tensor(name, [], () => value);
  }
  for (const i of [0, 1, 2]) tensor(`index_${i}`, [], () => i, 'int64');
  list('to_heads', [0, 0, 3, heads, width / heads]);
  list('to_tokens', [0, 0, width]);

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
  for (let i = 0; i < depth; i++) {
    const name = `blocks.${i}`;
    x = node(
      'Add',
      [x, attention(norm(x, `${name}.norm1`, `${name}/norm1`), `${name}.attn`)],
      `${name}/middle`,
    );
    const inner = gelu(
      linear(norm(x, `${name}.norm2`, `${name}/norm2`), `${name}.mlp.fc1`, width, hidden),
      `${name}/mlp`,
    );
    x = node('Add', [x, linear(inner, `${name}.mlp.fc2`, hidden, width)], `${name}/out`);
  }
  const tokens = norm(x, 'norm', 'tokens');
  const pooled = node('Gather', [tokens, 'index_0'], 'pooled_token', { axis: 1 });
  const product = node(
    'MatMul',
    [pooled, tensor('head.weight', [width, classes], draw(deviation))],
    'head/MatMul',
  );
  node('Add', [product, tensor('head.bias', [classes], () => 0)], 'logits');

  const graph = create(GraphProtoSchema, {
    name: 'vit',
    node: nodes,
    initializer: initializers,
    input: [valueInfo('pixel_values', { kind: 'float32', dims: ['batch', ...image] })],
    output: [
      valueInfo('logits', { kind: 'float32', dims: ['batch', classes] }),
      valueInfo('tokens', { kind: 'float32', dims: ['batch', patches + 1, width] }),
    ],
  });
  const opsetImport = [{ domain: '', version: BigInt(opsets.usual) }];
  return toBinary(
    ModelProtoSchema,
    create(ModelProtoSchema, { irVersion: 8n, producerName: '@ggem/onnx', opsetImport, graph }),
  );
}

function refuse(rule: string, rest: number, came: string): void {
  if (rest !== 0) throw new GgemError('value', `vit: ${rule}, but ${came} came. Choose others.`);
}
