import type { NodeProto } from '../proto/onnx.ts';
import { isDefault } from '../shapes/constants.ts';
import type { Rule } from './rule.ts';
import { abs } from './rules/abs.ts';
import { add } from './rules/add.ts';
import { attention } from './rules/attention.ts';
import { averagePool } from './rules/averagePool.ts';
import { batchNormalization } from './rules/batchNormalization.ts';
import { biasGelu } from './rules/biasGelu.ts';
import { cast } from './rules/cast.ts';
import { clip } from './rules/clip.ts';
import { concat } from './rules/concat.ts';
import { conv } from './rules/conv.ts';
import { div } from './rules/div.ts';
import { dropout } from './rules/dropout.ts';
import { elu } from './rules/elu.ts';
import { erf } from './rules/erf.ts';
import { exp } from './rules/exp.ts';
import { expand } from './rules/expand.ts';
import { fusedConv, fusedGemm } from './rules/fusedActivation.ts';
import { fusedMatMul } from './rules/fusedMatMul.ts';
import { gather } from './rules/gather.ts';
import { gelu } from './rules/gelu.ts';
import { gemm } from './rules/gemm.ts';
import { globalAveragePool } from './rules/globalAveragePool.ts';
import { globalMaxPool } from './rules/globalMaxPool.ts';
import { groupNormalization } from './rules/groupNormalization.ts';
import { hardSigmoid, hardSwish } from './rules/hardSigmoid.ts';
import { identity } from './rules/identity.ts';
import { layerNormalization } from './rules/layerNormalization.ts';
import { leakyRelu } from './rules/leakyRelu.ts';
import { log } from './rules/log.ts';
import { logSoftmax } from './rules/logSoftmax.ts';
import { matMul } from './rules/matMul.ts';
import { max } from './rules/max.ts';
import { maxPool } from './rules/maxPool.ts';
import { mul } from './rules/mul.ts';
import { multiHeadAttention } from './rules/multiHeadAttention.ts';
import { neg } from './rules/neg.ts';
import { pad } from './rules/pad.ts';
import { pow } from './rules/pow.ts';
import { quickGelu } from './rules/quickGelu.ts';
import { reciprocal } from './rules/reciprocal.ts';
import { reduceL2 } from './rules/reduceL2.ts';
import { reduceMax } from './rules/reduceMax.ts';
import { reduceMean } from './rules/reduceMean.ts';
import { reduceSum } from './rules/reduceSum.ts';
import { reduceSumSquare } from './rules/reduceSumSquare.ts';
import { relu } from './rules/relu.ts';
import { reshape } from './rules/reshape.ts';
import { resize } from './rules/resize.ts';
import { rmsNormalization } from './rules/rmsNormalization.ts';
import { sigmoid } from './rules/sigmoid.ts';
import { skipLayerNormalization } from './rules/skipLayerNormalization.ts';
import { slice } from './rules/slice.ts';
import { softmax } from './rules/softmax.ts';
import { softplus } from './rules/softplus.ts';
import { split } from './rules/split.ts';
import { sqrt } from './rules/sqrt.ts';
import { sub } from './rules/sub.ts';
import { tanh } from './rules/tanh.ts';
import { tile } from './rules/tile.ts';
import { transpose } from './rules/transpose.ts';
import { where } from './rules/where.ts';

/** Rules by the names of ONNX's own operators. */
const own: readonly (readonly [names: string, rule: Rule])[] = [
  ['Abs', abs],
  ['Add Sum', add],
  ['Sub', sub],
  ['Mul', mul],
  ['Div', div],
  ['Neg', neg],
  ['Reciprocal', reciprocal],
  ['Sqrt', sqrt],
  ['Pow', pow],
  ['Exp', exp],
  ['Log', log],
  ['Tanh', tanh],
  ['Sigmoid', sigmoid],
  ['Softplus', softplus],
  ['Erf', erf],
  ['Relu', relu],
  ['LeakyRelu', leakyRelu],
  ['Elu', elu],
  ['HardSigmoid', hardSigmoid],
  ['HardSwish', hardSwish],
  ['Clip', clip],
  ['Gelu', gelu],
  ['Max Min', max],
  ['Softmax', softmax],
  ['LogSoftmax', logSoftmax],
  ['LayerNormalization', layerNormalization],
  ['RMSNormalization SimplifiedLayerNormalization', rmsNormalization],
  ['BatchNormalization', batchNormalization],
  ['GroupNormalization InstanceNormalization', groupNormalization],
  ['MatMul', matMul],
  ['Gemm', gemm],
  ['ReduceSum', reduceSum],
  ['ReduceMean', reduceMean],
  ['ReduceMax ReduceMin', reduceMax],
  ['ReduceL2', reduceL2],
  ['ReduceSumSquare', reduceSumSquare],
  ['Transpose', transpose],
  ['Reshape Flatten Squeeze Unsqueeze', reshape],
  ['Concat', concat],
  ['Split', split],
  ['Slice', slice],
  ['Gather', gather],
  ['Expand', expand],
  ['Tile', tile],
  ['Pad', pad],
  ['Resize', resize],
  ['Where', where],
  ['Cast', cast],
  ['Identity', identity],
  ['Dropout', dropout],
  ['Conv', conv],
  ['AveragePool', averagePool],
  ['MaxPool', maxPool],
  ['GlobalAveragePool', globalAveragePool],
  ['GlobalMaxPool', globalMaxPool],
];

/** Rules of onnxruntime's operators, `com.microsoft`. */
const fused: readonly (readonly [names: string, rule: Rule])[] = [
  ['Gelu', gelu],
  ['BiasGelu FastGelu', biasGelu],
  ['QuickGelu', quickGelu],
  ['FusedMatMul', fusedMatMul],
  ['FusedGemm', fusedGemm],
  ['FusedConv', fusedConv],
  ['SkipLayerNormalization SkipSimplifiedLayerNormalization', skipLayerNormalization],
  ['Attention', attention],
  ['MultiHeadAttention', multiHeadAttention],
];

const byName = (list: readonly (readonly [string, Rule])[]): ReadonlyMap<string, Rule> =>
  new Map(list.flatMap(([names, rule]) => names.split(' ').map((name) => [name, rule] as const)));

const ownRules = byName(own);
const fusedRules = byName(fused);

/** All operators with a rule, as `domain.name`. */
export function differentiated(): readonly string[] {
  return [...ownRules.keys(), ...[...fusedRules.keys()].map((name) => `com.microsoft.${name}`)];
}

/** The rule of a node's operator, if there is one. */
export function ruleOf({ domain, opType }: NodeProto): Rule | undefined {
  if (isDefault(domain)) return ownRules.get(opType);
  // Some of ONNX's operators are written in onnxruntime's domain too, as LayerNormalization before set 17.
  return domain === 'com.microsoft' ? (fusedRules.get(opType) ?? ownRules.get(opType)) : undefined;
}
