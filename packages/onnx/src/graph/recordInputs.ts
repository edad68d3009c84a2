import {
  checkShapes,
  type LiveParameter,
  type Parameter,
  type PoolInputs,
  type PoolingSpec,
  parametersOf,
  parseParameters,
  seamShape,
  type TensorOps,
} from '@ggem/core';
import { foldConstants } from './foldConstants.ts';
import { type ComputeType, onnxOps } from './onnxOps.ts';
import { checkOpset } from './opset.ts';
import { defaultNames, type PoolingGraphOptions, type PoolingNames } from './options.ts';
import { type Recorder, recorder } from './recorder.ts';
import { rewrite } from './rewrite.ts';
import { elementType, type Kind, type Value } from './value.ts';

/** A pooling's inputs as recorded values, and what records the rest. */
export interface RecordedInputs {
  readonly recorder: Recorder;
  readonly ops: TensorOps<Value>;
  readonly names: PoolingNames;
  readonly compute: ComputeType;
  readonly inputs: PoolInputs<Value>;
  /** What the graph is given: tokens, then mask, weights and parameters, as far as they were asked for. */
  readonly given: readonly [tokens: Value, ...others: Value[]];
  /** Parameters that are inputs. */
  readonly live: readonly Parameter[];
  /** A value in another type. */
  readonly cast: (x: Value, kind: Kind) => Value;
}

/** Records what comes into a pooling; the rest of it is computed in float32, or in float64 for float64 tokens. */
export function recordInputs(spec: PoolingSpec, options: PoolingGraphOptions): RecordedInputs {
  const { channels, opset, dtype = 'float32', mask, weights = false } = options;
  checkOpset(opset);
  // An open axis fits anything.
  checkShapes(spec, { tokens: [options.batch ?? 1, options.tokens ?? 2 ** 31 - 1, channels] });
  const names = { ...defaultNames, ...options.names };
  const compute: ComputeType = dtype === 'float64' ? 'float64' : 'float32';
  const record = recorder();
  const ops = foldConstants(rewrite(onnxOps(record, compute, opset), record), record, compute);
  const [batch, count] = [options.batch ?? 'batch', options.tokens ?? 'tokens'];

  const cast = (x: Value, kind: Kind): Value =>
    x.kind === kind ? x : record.node('Cast', [x], { kind, dims: x.dims }, { to: elementType[kind] });
  const perToken = (input: Value | undefined): Value | undefined => {
    if (input === undefined) return undefined;
    const axis = record.constant('int64', [2], [1]);
    const wide = record.node('Unsqueeze', [input, axis], { kind: input.kind, dims: [batch, count, 1] });
    return cast(wide, compute);
  };

  const tokens = record.input(names.tokens, dtype, [batch, count, channels]);
  const masked = mask && record.input(names.mask, mask, [batch, count]);
  const weighted = weights ? record.input(names.weights, dtype, [batch, count]) : undefined;
  const parameters = recordParameters(spec, options, (name, shape) =>
    record.input(`${names.parameters}${name}`, compute, shape),
  );
  const seam = ({ parameter, values, input }: RecordedParameter): LiveParameter<Value> => {
    const dims = seamShape(parameter.shape);
    if (input === undefined) return { tensor: record.constant(compute, values, dims), values };
    const shape = record.constant('int64', dims, [3]);
    return { tensor: record.node('Reshape', [input, shape], { kind: compute, dims }) };
  };
  const others = [masked, weighted, ...parameters.map(({ input }) => input)];
  return {
    recorder: record,
    ops,
    names,
    compute,
    inputs: {
      tokens: cast(tokens, compute),
      channels,
      mask: perToken(masked),
      weights: perToken(weighted),
      parameters: Object.fromEntries(parameters.map((one) => [one.parameter.name, seam(one)])),
    },
    given: [tokens, ...others.filter((input) => input !== undefined)],
    live: parameters.filter(({ input }) => input !== undefined).map(({ parameter }) => parameter),
    cast,
  };
}

interface RecordedParameter {
  readonly parameter: Parameter;
  /** What it is where it is no input. */
  readonly values: readonly number[];
  readonly input: Value | undefined;
}

/** Every parameter: trained ones are inputs where that was asked for, the others have values to bake. */
function recordParameters(
  spec: PoolingSpec,
  { channels, parameters = 'baked', values }: PoolingGraphOptions,
  input: (name: string, shape: readonly number[]) => Value,
): readonly RecordedParameter[] {
  const numbers = values && parseParameters(spec, channels, values);
  return parametersOf(spec, channels).map((parameter) => {
    const { name, shape, start, trainable } = parameter;
    return {
      parameter,
      values: numbers?.[name] ?? start,
      input: parameters === 'inputs' && trainable ? input(name, shape) : undefined,
    };
  });
}
