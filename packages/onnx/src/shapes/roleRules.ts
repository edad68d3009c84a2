import type { NodeProto } from '../proto/onnx.ts';
import { intAttribute, intsAttribute } from './attributes.ts';
import { isDefault } from './constants.ts';
import { axesOf } from './outputInfos.ts';
import { type AxisRole, type AxisRoles, channelsFirst, mergeRoles } from './roles.ts';
import { rolesThroughReshape } from './rolesThroughReshape.ts';
import type { Info } from './shape.ts';

/** A node, and what is known of its inputs and its output. */
export interface RoleLook {
  readonly node: NodeProto;
  readonly roles: (input: number) => AxisRoles | undefined;
  readonly info: (input: number) => Info;
  /** Of the first output. */
  readonly output: Info;
}

/** What the axes of a node's first output count; `undefined` where its operator does not show it. */
export function roleRule(look: RoleLook): AxisRoles | undefined {
  const { node } = look;
  if (!isDefault(node.domain) && node.domain !== 'com.microsoft') return undefined;
  return rules.get(node.opType)?.(look);
}

/** Whether the operator of a node demands that its first input is `[batch, channels, ...positions]`. */
export function readsChannelsFirst({ opType, domain }: NodeProto): boolean {
  return isDefault(domain) && windows.includes(opType);
}

type Rule = (look: RoleLook) => AxisRoles | undefined;

const windows: readonly string[] = [
  ...['Conv', 'ConvTranspose', 'ConvInteger', 'QLinearConv', 'BatchNormalization', 'MaxPool', 'AveragePool'],
  ...[
    'LpPool',
    'GlobalAveragePool',
    'GlobalMaxPool',
    'GlobalLpPool',
    'InstanceNormalization',
    'GroupNormalization',
  ],
];

const window: Rule = ({ node, info, output }) => {
  const sizes = intsAttribute(node, 'kernel_shape')?.length;
  const rank = output.dims?.length ?? info(0).dims?.length ?? (sizes === undefined ? undefined : sizes + 2);
  // With rank 2, it is a normalisation behind the pooling.
  return rank !== undefined && rank >= 3 ? channelsFirst(rank, node.opType) : undefined;
};

const same: Rule = ({ roles }) => roles(0);

/** All inputs with roles, aligned at their last axes as they broadcast. */
const elementwise: Rule = ({ node, roles, info, output }) => {
  let found: AxisRoles | undefined;
  const ranks = node.input.map((_, i) => info(i).dims?.length ?? 0);
  const rank = output.dims?.length ?? Math.max(...ranks);
  for (const i of node.input.keys()) {
    const one = roles(i);
    const shift = rank - (one?.axes.length ?? rank + 1);
    if (one === undefined || shift < 0) continue;
    const open = Array.from({ length: shift }, (): AxisRole => undefined);
    found = mergeRoles(found, { ...one, axes: [...open, ...one.axes] });
  }
  return found;
};

/** A normalisation over the last axis: channels, unless it is known to be something else. */
const lastAxisNorm: Rule = ({ node, roles, info }) => {
  const known = roles(0);
  const rank = info(0).dims?.length ?? known?.axes.length;
  const axis = intAttribute(node, 'axis') ?? -1;
  if (rank === undefined || rank < 3 || (axis !== -1 && axis !== rank - 1)) return known;
  if (known?.axes.includes('channels')) return known;
  const axes = Array.from(
    { length: rank },
    (_, i) => known?.axes[i] ?? (i === rank - 1 ? 'channels' : undefined),
  );
  return { axes, from: node.opType };
};

const transpose: Rule = ({ node, roles }) => {
  const given = roles(0);
  if (given === undefined) return undefined;
  const perm = intsAttribute(node, 'perm') ?? given.axes.map((_, i) => given.axes.length - 1 - i);
  return { ...given, axes: perm.map((axis) => given.axes[axis]) };
};

const reshape: Rule = ({ roles, info, output }) => {
  const given = roles(0);
  const { dims } = info(0);
  if (given === undefined || dims === undefined || output.dims === undefined) return undefined;
  return { ...given, axes: rolesThroughReshape(given.axes, dims, output.dims) };
};

const squeeze: Rule = ({ node, roles, info }) => {
  const given = roles(0);
  const axes = axesOf(node, info);
  if (given === undefined || axes === undefined) return undefined;
  const rank = given.axes.length;
  return { ...given, axes: given.axes.filter((_, i) => !axes.includes(i) && !axes.includes(i - rank)) };
};

const unsqueeze: Rule = ({ node, roles, info }) => {
  const given = roles(0);
  const added = axesOf(node, info);
  if (given === undefined || added === undefined) return undefined;
  const rank = given.axes.length + added.length;
  const left = [...given.axes];
  const isNew = (i: number): boolean => added.includes(i) || added.includes(i - rank);
  return { ...given, axes: Array.from({ length: rank }, (_, i) => (isNew(i) ? undefined : left.shift())) };
};

const reduce: Rule = (look) => (intAttribute(look.node, 'keepdims') === 0 ? squeeze(look) : look.roles(0));

/** Rows of a table for each index have their channels last; a Gather along one axis of tokens keeps the others. */
const gather: Rule = ({ node, roles, info }) => {
  const [given, indices] = [roles(0), info(1).dims?.length];
  const axis = intAttribute(node, 'axis') ?? 0;
  if (indices === undefined) return undefined;
  if (given === undefined) {
    const isLookup = axis === 0 && info(0).dims?.length === 2 && indices >= 2;
    const open = Array.from({ length: indices }, (): AxisRole => undefined);
    return isLookup ? { axes: [...open, 'channels'], from: node.opType } : undefined;
  }
  const at = axis < 0 ? axis + given.axes.length : axis;
  const chosen = Array.from({ length: indices }, () => (indices === 1 ? given.axes[at] : undefined));
  return { ...given, axes: [...given.axes.slice(0, at), ...chosen, ...given.axes.slice(at + 1)] };
};

/** A product with a matrix: the last axis still counts the same. */
const matMul: Rule = ({ node, roles, info }) => {
  // FusedMatMul may transpose first.
  if (intAttribute(node, 'transA') === 1 || intAttribute(node, 'transBatchA') === 1) return undefined;
  const given = roles(0);
  return given !== undefined && info(1).dims?.length === 2 ? given : undefined;
};

const where: Rule = (look) => elementwise({ ...look, roles: (i) => (i === 0 ? undefined : look.roles(i)) });

const named: readonly (readonly [string, Rule])[] = [
  [windows.join(' '), window],
  [
    'FusedConv NhwcConv',
    ({ node, ...look }) => (node.opType === 'FusedConv' ? window({ node, ...look }) : nhwc(look.output)),
  ],
  ['Abs Cast Celu Clip CumSum DequantizeLinear Dropout Elu Erf Exp FastGelu Gelu HardSigmoid', same],
  ['HardSwish Identity LeakyRelu Log LpNormalization LRN MeanVarianceNormalization Mish Neg', same],
  ['Pad QuantizeLinear QuickGelu Reciprocal Relu Resize Round Selu Sigmoid Sign Slice Softplus Split', same],
  ['Softmax LogSoftmax Softsign Sqrt Tanh ThresholdedRelu Tile Trilu Upsample', same],
  ['Add And BiasGelu Concat Div Expand Max Mean Min Mod Mul PRelu Pow Sub Sum QLinearAdd', elementwise],
  ['LayerNormalization SimplifiedLayerNormalization RMSNormalization SkipLayerNormalization', lastAxisNorm],
  ['Transpose', transpose],
  ['Reshape', reshape],
  ['Squeeze', squeeze],
  ['Unsqueeze', unsqueeze],
  ['ReduceMean ReduceMax ReduceMin ReduceSum ReduceL1 ReduceL2 ReduceLogSumExp ReduceProd', reduce],
  ['Gather', gather],
  ['MatMul FusedMatMul', matMul],
  ['Where', where],
];

const rules: ReadonlyMap<string, Rule> = new Map(
  named.flatMap(([names, rule]) => names.split(' ').map((name) => [name, rule] as const)),
);

/** onnxruntime's own convolution has the channels last. */
function nhwc({ dims }: Info): AxisRoles | undefined {
  if (dims?.length !== 4) return undefined;
  return { axes: ['batch', 'position', 'position', 'channels'], from: 'NhwcConv' };
}
