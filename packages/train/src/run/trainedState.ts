import {
  arrayOps,
  fromRange,
  GgemError,
  type Parameter,
  rangeGradient,
  readSafetensors,
  tensorValues,
  toRange,
  writeSafetensors,
} from '@ggem/core';
import type { TrainingModels } from '@ggem/onnx/training';
import type { Trained } from '../optimise/adamW.ts';
import { normal, random } from '../optimise/random.ts';
import type { HostTensor } from '../session/session.ts';

/** All that training changes. */
export interface TrainedState {
  /** Steps that were made. */
  step: number;
  /** Weights of the model, and the temperature of the loss where it is trained. */
  readonly weights: readonly Trained<Float32Array>[];
  /** Parameters of the pooling. A parameter in a range is trained as any real number; `toRange` brings it there. */
  readonly parameters: readonly (Trained<Float64Array> & {
    readonly of: Parameter & { readonly input: string };
  })[];
}

interface Rates {
  readonly layerDecay: number;
  readonly poolingRate: number;
  readonly seed: number;
}

/** What training starts from: the weights of the model, and a head of small random numbers. */
export function startState(
  { weights, start, logitScale }: TrainingModels,
  { layerDecay, poolingRate, seed }: Rates,
): TrainedState {
  const zeros = <T extends Float32Array | Float64Array>(like: T): T => like.map(() => 0) as T;
  const next = random(seed, 1);
  const trained = weights.map(({ name, data, dims, depth }): Trained<Float32Array> => {
    const values = name === start.head.weight ? data.map(() => 0.02 * normal(next)) : data;
    const decays = dims.filter((dim) => dim > 1).length > 1;
    return { name, values, mean: zeros(values), square: zeros(values), rate: layerDecay ** depth, decays };
  });
  if (logitScale !== undefined) {
    const values = Float32Array.of(logitScale.start);
    const kept = { mean: zeros(values), square: zeros(values), most: logitScale.most };
    trained.push({ name: logitScale.input, values, ...kept, rate: 1, decays: false });
  }
  return {
    step: 0,
    weights: trained,
    parameters: start.parameters.map((of) => {
      const { range } = of;
      const values = Float64Array.from(of.start, (p) => (range === null ? p : fromRange(range, p)));
      const kept = { mean: zeros(values), square: zeros(values) };
      return { of, name: of.name, values, ...kept, rate: poolingRate, decays: false };
    }),
  };
}

/** The values of a parameter as the pooling takes them. */
export function parameterNow({ of, values }: TrainedState['parameters'][number]): Float64Array {
  return of.range === null ? values : Float64Array.from(toRange(arrayOps, of.range, asRow(values)).data);
}

/** Weights and parameters as a session takes them. */
export function weightsNow(
  { weights }: TrainingModels,
  state: TrainedState,
): Readonly<Record<string, HostTensor>> {
  const dims = new Map(weights.map((one) => [one.name, one.dims]));
  return Object.fromEntries([
    ...state.weights.map(({ name, values }) => [name, { data: values, dims: dims.get(name) ?? [] }] as const),
    ...state.parameters.map((one) => {
      const data = Float32Array.from(parameterNow(one));
      return [one.of.input, { data, dims: one.of.shape }] as const;
    }),
  ]);
}

/** The temperature of the loss, if it is trained. */
export function temperatureNow(
  { logitScale }: TrainingModels,
  { weights }: TrainedState,
): number | undefined {
  const scale = weights.find(({ name }) => name === logitScale?.input);
  return scale && Math.exp(-scale.values[0]!);
}

/** The gradient by what is trained, from the gradient by the parameter. */
export function parameterGradient(
  one: TrainedState['parameters'][number],
  gradient: ArrayLike<number>,
): Float64Array {
  const given = Float64Array.from(gradient);
  if (one.of.range === null) return given;
  const back = rangeGradient(arrayOps, one.of.range, asRow(parameterNow(one)), asRow(given));
  return Float64Array.from(back.data);
}

function asRow(data: Float64Array) {
  return { data, shape: [1, 1, data.length] as const };
}

const kept = ['values', 'mean', 'square'] as const;

/** A state as the bytes of a safetensors file. */
export function writeState(
  { step, weights, parameters }: TrainedState,
  about: Readonly<Record<string, string>>,
): Uint8Array {
  const tensors = [...named('weight', weights), ...named('parameter', parameters)].map(([name, values]) => ({
    ...{ name, values, shape: [values.length] },
    dtype: values instanceof Float32Array ? ('F32' as const) : ('F64' as const),
  }));
  return writeSafetensors(tensors, { ...about, step: String(step) });
}

/** Puts a saved state in the place of another. Throws a `GgemError` with code `value` for one of another run. */
export function restoreState(
  state: TrainedState,
  bytes: Uint8Array,
  about: Readonly<Record<string, string>>,
): void {
  const { tensors, metadata } = readSafetensors(bytes);
  for (const [key, value] of Object.entries(about)) {
    if (metadata[key] === value) continue;
    throw new GgemError(
      'value',
      `finetune: resume must go on with the same ${key}, but it was ${metadata[key] ?? 'not saved'} and is ${value}. Start anew, or give what it was.`,
    );
  }
  for (const [name, values] of [...named('weight', state.weights), ...named('parameter', state.parameters)]) {
    const stored = tensors.get(name);
    const numbers = stored && tensorValues(stored);
    if (numbers?.length !== values.length) {
      throw new GgemError(
        'value',
        `finetune: resume must be a state of this model, but ${name} is missing or has another size. Start anew.`,
      );
    }
    values.set(numbers);
  }
  state.step = Number(metadata.step);
}

function named(
  kind: string,
  all: readonly Trained[],
): readonly (readonly [string, Float32Array | Float64Array])[] {
  return all.flatMap((one) => kept.map((what) => [`${kind}/${one.name}/${what}`, one[what]] as const));
}
