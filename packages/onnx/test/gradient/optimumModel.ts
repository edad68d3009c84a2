import type { NodeProto, TensorProto } from '../../src/proto/onnx.ts';
import { readModel } from '../../src/read/readModel.ts';
import { readWeight } from '../../src/training/readWeight.ts';
import { info, ints, modelBytes } from '../edit/models.ts';
import { nodeProto, tensorProto } from '../messages.ts';

type Attributes = Parameters<typeof nodeProto>[3];

/** Sizes of a model of `vitModel`. */
interface Sizes {
  readonly width: number;
  readonly depth: number;
  readonly heads: number;
  readonly patches: number;
}

/**
 * A model of `vitModel` in the form that Optimum writes models of transformers in, at opset 11: query, key and value apart, shapes put
 * together from Shape, Gather, Unsqueeze and Concat, a division of the scores, normalisations and GELU written out, names with
 * slashes, and the weights of the patches and of the head as torch has them. It computes the same.
 */
export function optimumModel(vit: Uint8Array, { width, depth, heads, patches }: Sizes): Uint8Array {
  const weights = new Map(readModel(vit).graph.initializer.map((one) => [one.name, one]));
  const initializers: TensorProto[] = [];
  const nodes: NodeProto[] = [];
  const keep = (name: string, data: ArrayLike<number>, dims: readonly number[]): string => {
    initializers.push(tensorProto(name, 'float32', Array.from(data), [...dims]));
    return name;
  };
  const weight = (from: string, name: string): string => {
    const { data, dims } = readWeight(weights.get(from)!);
    return keep(name, data, dims);
  };
  const node = (op: string, inputs: string[], output: string, attributes: Attributes = {}): string => {
    const value = `${output}_output_0`;
    nodes.push(nodeProto(op, inputs, [value], attributes, output));
    return value;
  };
  const scalar = (name: string, value: number): string => node('Constant', [], name, constant(value));
  const list = (name: string, values: readonly number[], dims?: readonly number[]): string => {
    initializers.push(ints(name, values, dims));
    return name;
  };
  const norm = (x: string, from: string, name: string): string => {
    const centred = node(
      'Sub',
      [x, node('ReduceMean', [x], `${name}/ReduceMean`, { axes: [-1] })],
      `${name}/Sub`,
    );
    const squares = node('Pow', [centred, scalar(`${name}/Constant`, 2)], `${name}/Pow`);
    const variance = node('ReduceMean', [squares], `${name}/ReduceMean_1`, { axes: [-1] });
    const root = node(
      'Sqrt',
      [node('Add', [variance, scalar(`${name}/Constant_1`, 1e-6)], `${name}/Add`)],
      `${name}/Sqrt`,
    );
    const unit = node('Div', [centred, root], `${name}/Div`);
    const scaled = node('Mul', [unit, weight(`${from}.weight`, `${name}.weight`)], `${name}/Mul`);
    return node('Add', [scaled, weight(`${from}.bias`, `${name}.bias`)], `${name}/Add_1`);
  };
  const linear = (x: string, from: string, name: string): string => {
    const product = node('MatMul', [x, weight(`${from}.weight`, `${name}.weight`)], `${name}/MatMul`);
    return node('Add', [weight(`${from}.bias`, `${name}.bias`), product], `${name}/Add`);
  };
  /** The same as `linear`, for the columns of one of query, key and value. */
  const third = (x: string, from: string, which: number, name: string): string => {
    const [w, b] = [
      readWeight(weights.get(`${from}.weight`)!).data,
      readWeight(weights.get(`${from}.bias`)!).data,
    ];
    const part = Float32Array.from({ length: width * width }, (_, i) => {
      return w[Math.floor(i / width) * 3 * width + which * width + (i % width)]!;
    });
    const product = node('MatMul', [x, keep(`${name}.weight`, part, [width, width])], `${name}/MatMul`);
    return node(
      'Add',
      [keep(`${name}.bias`, b.slice(which * width, (which + 1) * width), [width]), product],
      `${name}/Add`,
    );
  };
  const lengths = (x: string, axes: readonly number[], name: string): string[] =>
    axes.map((axis) => {
      const shape = node('Shape', [x], `${name}/Shape_${axis}`);
      const length = node(
        'Gather',
        [shape, list(`${name}/axis_${axis}`, [axis], [])],
        `${name}/Gather_${axis}`,
        { axis: 0 },
      );
      return node('Unsqueeze', [length], `${name}/Unsqueeze_${axis}`, { axes: [0] });
    });
  const reshape = (x: string, rest: readonly number[], name: string): string => {
    const shape = node(
      'Concat',
      [...lengths(x, [0, 1], name), list(`${name}/rest`, rest)],
      `${name}/Concat`,
      { axis: 0 },
    );
    return node('Reshape', [x, shape], `${name}/Reshape`);
  };
  const attention = (x: string, from: string, name: string): string => {
    const [q, k, v] = ['query', 'key', 'value'].map((part, i) => {
      const all = third(x, `${from}.qkv`, i, `${name}/attention/${part}`);
      const apart = reshape(all, [heads, width / heads], `${name}/attention/${part}`);
      const perm = part === 'key' ? [0, 2, 3, 1] : [0, 2, 1, 3];
      return node('Transpose', [apart], `${name}/attention/${part}/Transpose`, { perm });
    });
    const products = node('MatMul', [q!, k!], `${name}/attention/MatMul`);
    const root = scalar(`${name}/attention/Constant`, Math.fround(Math.sqrt(width / heads)));
    const shares = node(
      'Softmax',
      [node('Div', [products, root], `${name}/attention/Div`)],
      `${name}/attention/Softmax`,
      {
        axis: 3,
      },
    );
    const seen = node('MatMul', [shares, v!], `${name}/attention/MatMul_1`);
    const turned = node('Transpose', [seen], `${name}/attention/Transpose`, { perm: [0, 2, 1, 3] });
    return linear(reshape(turned, [width], `${name}/attention`), `${from}.proj`, `${name}/output/dense`);
  };
  const gelu = (x: string, name: string): string => {
    const error = node(
      'Erf',
      [node('Div', [x, scalar(`${name}/Constant`, Math.SQRT2)], `${name}/Div`)],
      `${name}/Erf`,
    );
    const above = node(
      'Mul',
      [x, node('Add', [error, scalar(`${name}/Constant_1`, 1)], `${name}/Add`)],
      `${name}/Mul`,
    );
    return node('Mul', [above, scalar(`${name}/Constant_2`, 0.5)], `${name}/Mul_1`);
  };

  const side = readWeight(weights.get('patch_embed.weight')!).dims[2]!;
  const kernel = weight('patch_embed.weight', 'vit.embeddings.patch_embeddings.projection.weight');
  const bias = weight('patch_embed.bias', 'vit.embeddings.patch_embeddings.projection.bias');
  const embeddings = '/vit/embeddings';
  const sides = {
    kernel_shape: [side, side],
    strides: [side, side],
    pads: [0, 0, 0, 0],
    dilations: [1, 1],
    group: 1,
  };
  const map = node(
    'Conv',
    ['pixel_values', kernel, bias],
    `${embeddings}/patch_embeddings/projection/Conv`,
    sides,
  );
  const flat = node(
    'Reshape',
    [map, list(`${embeddings}/flat`, [0, width, -1])],
    `${embeddings}/patch_embeddings/Reshape`,
  );
  const patchTokens = node('Transpose', [flat], `${embeddings}/patch_embeddings/Transpose`, {
    perm: [0, 2, 1],
  });
  const [batch] = lengths('pixel_values', [0], embeddings);
  const shape = node('Concat', [batch!, list(`${embeddings}/one`, [-1, -1])], `${embeddings}/Concat`, {
    axis: 0,
  });
  // A length of -1 stays as it is, which the exporter says in so many operators.
  const same = node('Equal', [shape, list(`${embeddings}/minus`, [-1, -1, -1])], `${embeddings}/Equal`);
  const sizes = node('Where', [same, list(`${embeddings}/ones`, [1, 1, 1]), shape], `${embeddings}/Where`);
  const token = node(
    'Expand',
    [weight('class_token', 'vit.embeddings.cls_token'), sizes],
    `${embeddings}/Expand`,
  );
  const all = node('Concat', [token, patchTokens], `${embeddings}/Concat_1`, { axis: 1 });
  let x = node('Add', [all, weight('positions', 'vit.embeddings.position_embeddings')], `${embeddings}/Add`);
  for (let i = 0; i < depth; i++) {
    const [from, name] = [`blocks.${i}`, `/vit/encoder/layer.${i}`];
    const seen = attention(
      norm(x, `${from}.norm1`, `${name}/layernorm_before`),
      `${from}.attn`,
      `${name}/attention`,
    );
    x = node('Add', [seen, x], `${name}/Add`);
    const inner = linear(
      norm(x, `${from}.norm2`, `${name}/layernorm_after`),
      `${from}.mlp.fc1`,
      `${name}/intermediate/dense`,
    );
    const active = gelu(inner, `${name}/intermediate/intermediate_act_fn`);
    x = node('Add', [linear(active, `${from}.mlp.fc2`, `${name}/output/dense`), x], `${name}/output/Add`);
  }
  const tokens = norm(x, 'norm', '/vit/layernorm');
  const first = node('Gather', [tokens, list('first', [0], [])], '/Gather', { axis: 1 });
  const head = readWeight(weights.get('head.weight')!);
  const classes = head.dims[1]!;
  const turned = Float32Array.from({ length: head.data.length }, (_, i) => {
    return head.data[(i % width) * classes + Math.floor(i / width)]!;
  });
  const gemm = [
    first,
    keep('classifier.weight', turned, [classes, width]),
    weight('head.bias', 'classifier.bias'),
  ];
  nodes.push(
    nodeProto(
      'Gemm',
      gemm,
      ['logits'],
      { alpha: { float: 1 }, beta: { float: 1 }, transB: 1 },
      '/classifier/Gemm',
    ),
  );
  const pixels = ['batch_size', 'num_channels', 'height', 'width'];
  return modelBytes({
    nodes,
    inputs: [info('pixel_values', pixels)],
    outputs: [info('logits', ['batch_size', classes])],
    initializers,
    valueInfo: [info(tokens, ['batch_size', patches + 1, width])],
    opset: 11,
    irVersion: 6,
  });
}

function constant(value: number): Attributes {
  return { value: tensorProto('', 'float32', [value], []) };
}
