import { sideNames } from '@ggem/core';
import { nodeProto, tensorProto } from '../graph/emit.ts';
import { uniqueNames } from '../graph/names.ts';
import { dataType } from '../proto/onnx.ts';
import { channelsFirst } from '../shapes/roles.ts';
import type { Dim, Info } from '../shapes/shape.ts';
import { ownPrefix, type PoolingSite } from '../sites/poolingSite.ts';
import type { NewNode, NewTensor } from '../write/messages.ts';
import type { Inspected } from './inspectModel.ts';

/** The tokens of a site in the form that a pooling takes, and nodes that bring its result back. */
export interface PreparedTokens {
  /** The model with the new values in it. */
  readonly inspected: Inspected;
  /** Name of the tokens. */
  readonly tokens: string;
  /** Name of the result before `after`. */
  readonly output: string;
  readonly before: readonly NewNode[];
  readonly after: readonly NewNode[];
  readonly initializers: readonly NewTensor[];
}

/**
 * Adds nodes around a pooling for tokens that it cannot read as they are: in front of the batch (Transpose), with four sides
 * or more (Reshape), quantised (DequantizeLinear and back), or of another float type than the result (Cast).
 */
export function prepareTokens(inspected: Inspected, site: PoolingSite): PreparedTokens {
  const { infos, names } = inspected;
  const used = new Set(names.taken);
  const nameOf = uniqueNames(ownPrefix, (name) => used.has(name));
  const own = (hint: string): string => {
    const name = nameOf(hint);
    used.add(name);
    return name;
  };
  const before: NewNode[] = [];
  const initializers: NewTensor[] = [];
  const added = new Map<string, Info>();
  let [tokens, dims] = [site.tokens, site.tokenDims];
  let type = infos.get(tokens)?.type;
  const add = (op: string, inputs: readonly string[], next: readonly Dim[], attributes = {}): void => {
    const name = own('tokens');
    before.push(nodeProto(op, [tokens, ...inputs], [name], attributes, name));
    added.set(name, { type, dims: next });
    [tokens, dims] = [name, next];
  };
  const { quantised } = site;
  if (quantised !== undefined) {
    type = infos.get(quantised.input[0])?.type ?? dataType.float32;
    add('DequantizeLinear', quantised.input.filter(Boolean), dims);
  }
  if (site.isSequenceFirst) add('Transpose', [], [dims[1], dims[0], dims[2]], { perm: [1, 0, 2] });
  if (dims.length > 3 && sideNames(dims.length) === undefined) {
    const isFirst = site.dataFormat === 'channelsFirst';
    const shape = own('constant');
    const channels = isFirst ? dims[1] : dims.at(-1);
    const data = isFirst
      ? [0, typeof channels === 'number' ? channels : 0, -1]
      : [0, -1, Number(channels ?? 0)];
    const positions = isFirst ? dims.slice(2) : dims.slice(1, -1);
    const count = positions.every((dim) => typeof dim === 'number')
      ? positions.reduce((a: number, b) => a * (b as number), 1)
      : undefined;
    initializers.push(tensorProto(shape, 'int64', data, [3]));
    add('Reshape', [shape], isFirst ? [dims[0], channels, count] : [dims[0], count, channels]);
  }
  const wanted = infos.get(site.name)?.type;
  const isOther = quantised === undefined && wanted !== undefined && type !== undefined && wanted !== type;
  const output = quantised !== undefined || isOther ? own('pooled') : site.name;
  const after =
    quantised !== undefined
      ? [
          nodeProto(
            'QuantizeLinear',
            [output, ...quantised.output.filter(Boolean)],
            [site.name],
            {},
            site.name,
          ),
        ]
      : isOther
        ? [nodeProto('Cast', [output], [site.name], { to: wanted }, site.name)]
        : [];
  if (before.length === 0 && after.length === 0) {
    return { inspected, tokens, output, before, after, initializers };
  }
  const roles = new Map(inspected.roles);
  if (dims.length === 3 && site.dataFormat === 'channelsFirst' && before.length > 0) {
    roles.set(tokens, channelsFirst(3, 'Reshape'));
  }
  const widened: Inspected = {
    ...inspected,
    roles,
    infos: new Map([...infos, ...added]),
    live: new Set([...inspected.live, ...added.keys()]),
    names: { ...names, taken: used },
  };
  return { inspected: widened, tokens, output, before, after, initializers };
}
