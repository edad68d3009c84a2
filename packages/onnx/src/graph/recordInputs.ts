import {
  GgemError,
  type LiveParameter,
  type Parameter,
  type PoolInputs,
  type PoolingSpec,
  parametersOf,
  parseParameters,
  seamShape,
  type TensorOps,
} from '@ggem/core';
import { axesOf } from './axesOf.ts';
import { foldConstants } from './foldConstants.ts';
import { type GivenValues, parameterValues } from './givenValues.ts';
import { onceAGroup } from './onceAGroup.ts';
import { type ComputeType, onnxOps } from './onnxOps.ts';
import { checkOpset, needsOpset } from './opsets/opsets.ts';
import { defaultNames, type PoolingGraphOptions, type PoolingNames } from './options.ts';
import { type Recorder, recorder } from './recorder.ts';
import { rewrite } from './rewrite.ts';
import type { TokensAxes } from './tokensAxes.ts';
import { elementType, inputName, type Kind, type Value } from './value.ts';

/** The inputs of a pooling as recorded values, and the operations that record the rest. */
export interface RecordedInputs {
  readonly recorder: Recorder;
  readonly ops: TensorOps<Value>;
  readonly names: PoolingNames;
  readonly compute: ComputeType;
  readonly axes: TokensAxes;
  readonly inputs: PoolInputs<Value>;
  /** Where the images of a ragged batch begin; `undefined` for tokens of one length. */
  readonly offsets: Value | undefined;
  /** The inputs of the graph: tokens, then offsets, mask, token weights and parameters where they were asked for. */
  readonly given: readonly [tokens: Value, ...others: Value[]];
  /** Parameters that are inputs. */
  readonly live: readonly Parameter[];
  /** A value in another type. */
  readonly cast: (x: Value, kind: Kind) => Value;
}

/** Records the inputs of a pooling. The pooling is computed in float32, or in float64 for float64 tokens. */
export function recordInputs(
  spec: PoolingSpec,
  options: PoolingGraphOptions,
  record: Recorder = recorder(),
): RecordedInputs {
  const { channels, opset, dtype = 'float32', mask, tokenWeights = false } = options;
  checkOpset(opset);
  refuseMaskWithoutWhere(options);
  const names = { ...defaultNames, ...options.names };
  const compute: ComputeType = dtype === 'float64' ? 'float64' : 'float32';
  const { axes, grid } = axesOf(spec, options, record);
  const rewritten = onceAGroup(rewrite(onnxOps(record, compute), record), record);
  const ops = foldConstants(rewritten, record, compute);

  const cast = (x: Value, kind: Kind): Value =>
    x.kind === kind ? x : record.node('Cast', [x], { kind, dims: x.dims }, { to: elementType[kind] });
  const perToken = (input: Value | undefined): Value | undefined =>
    input && cast(axes.readPerToken(input), compute);

  const tokens = record.input(names.tokens, dtype, axes.dims);
  const images = options.batch === undefined ? 'batch+1' : options.batch + 1;
  const offsets = options.offsets ? record.input(names.offsets, 'int64', [images]) : undefined;
  const masked = mask && record.input(names.mask, mask, axes.perToken);
  const weighted = tokenWeights ? record.input(names.tokenWeights, dtype, axes.perToken) : undefined;
  const parameters = recordParameters(spec, options, (name, shape) =>
    record.input(`${names.parameters}${name}`, compute, shape),
  );
  const seam = ({ parameter, values, input }: RecordedParameter): LiveParameter<Value> => {
    const dims = seamShape(parameter.shape);
    if (input === undefined) return { tensor: record.constant(compute, values, dims), values };
    const shape = record.constant('int64', dims, [3]);
    return { tensor: record.node('Reshape', [input, shape], { kind: compute, dims }) };
  };
  const others = [offsets, masked, weighted, ...parameters.map(({ input }) => input)];
  const given = [tokens, ...others.filter((input) => input !== undefined)] as const;
  checkNames(given, names);
  return {
    recorder: record,
    ops,
    names,
    compute,
    axes,
    offsets,
    inputs: {
      tokens: axes.read(cast(tokens, compute)),
      channels,
      mask: perToken(masked),
      tokenWeights: perToken(weighted),
      grid,
      parameters: Object.fromEntries(parameters.map((one) => [one.parameter.name, seam(one)])),
    },
    given,
    live: parameters.filter(({ input }) => input !== undefined).map(({ parameter }) => parameter),
    cast,
  };
}

/** Throws for a mask in operator sets without Where, in which a NaN of a dropped token would reach the result. */
function refuseMaskWithoutWhere({ opset, mask, tokenWeights }: PoolingGraphOptions): void {
  const what = mask ? 'a mask' : tokenWeights ? 'token weights' : undefined;
  if (opset < 9 && what !== undefined) throw needsOpset(opset, 9, `${what}, which needs Where`);
}

/** Throws where two inputs have the same name, which would make them one. */
function checkNames(given: readonly Value[], { pooled, poolingWeights }: PoolingNames): void {
  const names = [...given.map(inputName), pooled, poolingWeights];
  const twice = names.find((name, i) => names.indexOf(name) !== i);
  if (twice === undefined) return;
  throw new GgemError(
    'value',
    `onnx: names must differ, but "${twice}" names two inputs or outputs. Set names, or names.parameters to put in front of parameters.`,
  );
}

interface RecordedParameter {
  readonly parameter: Parameter;
  /** Its values, where it is no input. */
  readonly values: readonly number[];
  readonly input: Value | undefined;
}

/**
 * All parameters. Trained ones are inputs where that was asked for; one that no spec can hold is an input too, unless its
 * values were given. The others are baked.
 */
function recordParameters(
  spec: PoolingSpec,
  { channels, parameters = 'baked', values = {} }: PoolingGraphOptions,
  input: (name: string, shape: readonly number[]) => Value,
): readonly RecordedParameter[] {
  const all = parametersOf(spec, channels);
  const asInput = parameters === 'inputs' ? all.filter((one) => isInput(one, values)) : [];
  // Values may be missing for parameters that are inputs or have start values.
  const starts = all.filter((one) => asInput.includes(one) || one.required !== true);
  const numbers = parseParameters(spec, channels, {
    ...Object.fromEntries(starts.map(({ name, start }) => [name, start])),
    ...parameterValues(values),
  });
  return all.map((parameter) => ({
    parameter,
    values: numbers[parameter.name]!,
    input: asInput.includes(parameter) ? input(parameter.name, parameter.shape) : undefined,
  }));
}

function isInput({ name, trainable, required }: Parameter, values: GivenValues): boolean {
  return trainable || (required === true && values[name] === undefined);
}
