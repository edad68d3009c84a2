import type { NodeProto } from '../proto/onnx.ts';
import type { Dim, Info } from '../shapes/shape.ts';

/** What has to be known of the graph. */
export interface Around {
  readonly nodes: readonly NodeProto[];
  readonly readers: ReadonlyMap<string, readonly number[]>;
  readonly outputs: ReadonlySet<string>;
  readonly info: (name: string) => Info;
  readonly live: ReadonlySet<string>;
  /** Which inputs of the model a value depends on, other than by its shape; one bit for each. */
  readonly roots: ReadonlyMap<string, bigint>;
}

const elementwise: ReadonlySet<string> = new Set([
  ...[
    'Add',
    'Sub',
    'Mul',
    'Div',
    'Pow',
    'Max',
    'Min',
    'Sum',
    'Mean',
    'Where',
    'PRelu',
    'Mod',
    'Equal',
    'Less',
  ],
  ...[
    'LessOrEqual',
    'Greater',
    'GreaterOrEqual',
    'SquaredDifference',
    'BatchNormalization',
    'InstanceNormalization',
  ],
  ...['LayerNormalization', 'GroupNormalization', 'FusedMul', 'BiasAdd', 'SkipLayerNormalization'],
]);

const repeats: ReadonlySet<string> = new Set(['Expand', 'Tile', 'Resize', 'Upsample']);

const attends: ReadonlySet<string> = new Set([
  ...['MatMul', 'FusedMatMul', 'Einsum', 'Gemm', 'MultiHeadAttention', 'Attention', 'GroupQueryAttention'],
]);

/**
 * Why a value is no pooling although it looks like one: it is used on the tokens or beside them, or only in an attention.
 * `undefined` where its use shows nothing of this kind.
 */
export function backOnTokens(
  site: { readonly name: string; readonly tokens: string; readonly nodes: ReadonlySet<number> },
  around: Around,
): string | undefined {
  const { nodes, readers, outputs, roots } = around;
  const own = roots.get(site.tokens) ?? 0n;
  const seen = new Set([site.name]);
  // A vector that is repeated along the tokens still is one vector for each image.
  const narrow = new Map<string, readonly Dim[] | undefined>();
  const dimsOf = (name: string): readonly Dim[] | undefined =>
    narrow.has(name) ? narrow.get(name) : around.info(name).dims;
  const open = [site.name];
  let isUsed = false;
  let only: string | undefined;
  for (let name = open.pop(); name !== undefined; name = open.pop()) {
    if (outputs.has(name)) isUsed = true;
    for (const reader of readers.get(name) ?? []) {
      const node = nodes[reader]!;
      const others = node.input.filter((one) => !seen.has(one) && isOfTokens(one, own, around));
      const tokens = others.find((one) => isWider(around.info(one).dims, dimsOf(name!)));
      if (tokens !== undefined && elementwise.has(node.opType)) {
        return `its result goes back onto the tokens (${node.opType} ${JSON.stringify(node.output[0] ?? '')} with ${JSON.stringify(tokens)}): a normalisation or a gate`;
      }
      if (tokens !== undefined && attends.has(node.opType)) {
        only = `is only the query of an attention over the tokens (${JSON.stringify(node.output[0] ?? '')})`;
        continue;
      }
      if (tokens !== undefined && node.opType === 'Concat') {
        only ??= `is only put beside the tokens again (${JSON.stringify(node.output[0] ?? '')})`;
        continue;
      }
      if (tokens !== undefined) {
        isUsed = true;
        continue;
      }
      for (const output of node.output) {
        if (output === '' || seen.has(output)) continue;
        seen.add(output);
        open.push(output);
        if (repeats.has(node.opType) || (narrow.has(name) && elementwise.has(node.opType))) {
          narrow.set(output, dimsOf(name));
        }
      }
      // It is not known what a subgraph does with it.
      if (node.attribute.some(({ g, graphs }) => g !== undefined || graphs.length > 0)) isUsed = true;
    }
  }
  return only !== undefined && !isUsed ? `its result ${only}` : undefined;
}

function isOfTokens(name: string, own: bigint, { live, roots }: Around): boolean {
  return live.has(name) && ((roots.get(name) ?? 0n) & own) !== 0n;
}

/** Whether a value still has an axis that the pooled one lacks: that of the tokens. */
function isWider(dims: readonly Dim[] | undefined, pooled: readonly Dim[] | undefined): boolean {
  if (dims === undefined || dims.length < 3) return false;
  return dims.some((dim, i) => {
    if (i === 0 || dim === 1) return false;
    const like = pooled?.[i - dims.length + pooled.length];
    return pooled === undefined || like === 1 || (like === undefined && pooled.length < dims.length);
  });
}

/** Each input of a model has a bit. For each value: the bits of the inputs that it depends on, other than by its shape. */
export function rootsOf(
  nodes: readonly NodeProto[],
  order: readonly number[],
  inputs: readonly string[],
): ReadonlyMap<string, bigint> {
  const roots = new Map(inputs.map((name, i) => [name, 1n << BigInt(i)]));
  for (const position of order) {
    const { opType, input, output } = nodes[position]!;
    const isShape = opType === 'Shape' || opType === 'Size';
    const bits = isShape ? 0n : input.reduce((all, name) => all | (roots.get(name) ?? 0n), 0n);
    if (bits !== 0n) for (const name of output) roots.set(name, bits);
  }
  return roots;
}
