import { nodeProto, tensorProto } from '../graph/emit.ts';
import { opsets } from '../graph/opsets/opsets.ts';
import type { Attributes, Kind } from '../graph/value.ts';
import { write } from '../write/fields.ts';
import type { NewNode, NewTensor, NewValueInfo } from '../write/messages.ts';
import { modelFields } from '../write/onnxFields.ts';

/** The size of the blocks of a transformer. */
export interface BlockOptions {
  /** Channels of a token. */
  readonly width: number;
  /** Heads of an attention; they divide the width. */
  readonly heads: number;
  /** Width of the hidden layer of a block. Default 4 times the width. */
  readonly hidden?: number | undefined;
  /** `quickGelu` is `x / (1 + e^(-1.702 x))`, as in CLIP. Default `gelu`. */
  readonly activation?: 'gelu' | 'quickGelu' | undefined;
  /** Standard deviation of the weights at the start. */
  readonly deviation: number;
  /** Added to variances. Default 1e-6. */
  readonly epsilon?: number | undefined;
}

/** A graph that is being written. Each function gives the name of what it made. */
export interface TransformerGraph {
  readonly tensor: (name: string, dims: readonly number[], value: () => number, kind?: Kind) => string;
  /** A list of whole numbers. */
  readonly list: (name: string, values: readonly number[]) => string;
  readonly node: (op: string, inputs: readonly string[], output: string, attributes?: Attributes) => string;
  /** Draws from a normal distribution of this deviation, cut off at 2 of them. */
  readonly draw: (deviation: number) => () => number;
  /** `x W + b`; the output is `name/Add`. */
  readonly linear: (x: string, name: string, from: number, to: number) => string;
  readonly norm: (x: string, name: string, output: string) => string;
  /** `x + attention(norm x)`, then `x + mlp(norm x)`; `mask` is added to the scores of tokens. */
  readonly block: (x: string, name: string, mask?: string) => string;
  readonly toModel: (
    name: string,
    input: readonly NewValueInfo[],
    output: readonly NewValueInfo[],
  ) => Uint8Array;
}

/** Begins a graph of pre-norm blocks. `normal` gives draws from the standard normal distribution. */
export function transformerGraph(
  { width, heads, hidden = 4 * width, activation = 'gelu', deviation, epsilon = 1e-6 }: BlockOptions,
  normal: () => number,
): TransformerGraph {
  const isQuick = activation === 'quickGelu';
  const nodes: NewNode[] = [];
  const initializers: NewTensor[] = [];

  const tensor: TransformerGraph['tensor'] = (name, dims, value, kind = 'float32') => {
    const size = dims.reduce((n, m) => n * m, 1);
    initializers.push(tensorProto(name, kind, Array.from({ length: size }, value), dims));
    return name;
  };
  const list: TransformerGraph['list'] = (name, values) => {
    initializers.push(tensorProto(name, 'int64', values, [values.length]));
    return name;
  };
  const node: TransformerGraph['node'] = (op, inputs, output, attributes = {}) => {
    nodes.push(nodeProto(op, [...inputs], [output], attributes, output));
    return output;
  };
  const draw: TransformerGraph['draw'] = (spread) => () => {
    for (;;) {
      const value = normal();
      if (Math.abs(value) <= 2) return spread * value;
    }
  };
  const linear: TransformerGraph['linear'] = (x, name, from, to) => {
    const weight = tensor(`${name}.weight`, [from, to], draw(deviation));
    const product = node('MatMul', [x, weight], `${name}/MatMul`);
    return node('Add', [product, tensor(`${name}.bias`, [to], () => 0)], `${name}/Add`);
  };
  const norm: TransformerGraph['norm'] = (x, name, output) => {
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
  const attention = (x: string, name: string, mask: string | undefined): string => {
    const qkv = node('Reshape', [linear(x, `${name}.qkv`, width, 3 * width), 'to_heads'], `${name}/heads`);
    const parts = node('Transpose', [qkv], `${name}/parts`, { perm: [2, 0, 3, 1, 4] });
    const [q, k, v] = [0, 1, 2].map((i) =>
      node('Gather', [parts, `index_${i}`], `${name}/${'qkv'[i]}`, { axis: 0 }),
    );
    const turned = node('Transpose', [k!], `${name}/k_turned`, { perm: [0, 1, 3, 2] });
    const products = node('MatMul', [q!, turned], `${name}/products`);
    const scores = node('Mul', [products, 'score_scale'], `${name}/scores`);
    const masked = mask === undefined ? scores : node('Add', [scores, mask], `${name}/masked`);
    const weights = node('Softmax', [masked], `${name}/weights`, { axis: -1 });
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

  return {
    ...{ tensor, list, node, draw, linear, norm },
    block: (x, name, mask) => {
      const seen = attention(norm(x, `${name}.norm1`, `${name}/norm1`), `${name}.attn`, mask);
      const middle = node('Add', [x, seen], `${name}/middle`);
      const inner = gelu(
        linear(norm(middle, `${name}.norm2`, `${name}/norm2`), `${name}.mlp.fc1`, width, hidden),
        `${name}/mlp`,
      );
      return node('Add', [middle, linear(inner, `${name}.mlp.fc2`, hidden, width)], `${name}/out`);
    },
    toModel: (name, input, output) =>
      write(modelFields, {
        irVersion: 8n,
        producerName: '@ggem/onnx',
        opsetImport: [{ domain: '', version: BigInt(opsets.usual) }],
        graph: {
          ...{ name, node: nodes, initializer: initializers },
          ...{ input: [...input], output: [...output] },
        },
      }),
  };
}
