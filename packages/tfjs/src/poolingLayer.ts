import {
  checkOptions,
  checkShapes,
  type DataFormat,
  fewestTokens,
  fromRange,
  GgemError,
  inputLayout,
  type KnownOptions,
  outputShape,
  type Parameter,
  type PoolingSpec,
  type PoolingSpecInput,
  parametersOf,
  parseSpec,
} from '@ggem/core/bare';
import * as tf from '@tensorflow/tfjs';
import { exponentInRange } from './exponentInRange.ts';
import { weightName } from './exponentOptimizer.ts';
import { pool } from './pool.ts';

type LayerArgs = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;

/** Arguments of a pooling layer: what to compute, besides what every tfjs layer takes. */
export interface PoolingLayerArgs extends LayerArgs {
  readonly spec: PoolingSpecInput;
  /** Where the channels of the input lie. Default `channelsLast`. */
  readonly dataFormat?: DataFormat | undefined;
  /** Keeps an axis of length 1 in place of each that was pooled. Default: no. */
  readonly keepDims?: boolean | undefined;
}

/** Checked in `poolingLayer` alone: when tfjs loads a model, it calls the constructor with options of its own. */
const layerArgs: KnownOptions<PoolingLayerArgs> = {
  spec: true,
  dataFormat: true,
  keepDims: true,
  name: true,
  inputShape: true,
  batchInputShape: true,
  batchSize: true,
  dtype: true,
  trainable: true,
  weights: true,
  inputDType: true,
};

/** A parameter that is a weight of the layer: as it is, or, with a range, as the variable that gives it. */
interface Live extends Pick<Parameter, 'name' | 'range'> {
  readonly raw: ReturnType<tf.layers.Layer['addWeight']>;
}

/**
 * A pooling as a layer: `[batch, tokens, channels]`, an image or a volume to `[batch, outputChannels]`, with its parameters
 * (`p` `[groups]`) as trainable weights.
 *
 * A mask of the layer before is used here and not passed on, since its axis is gone. Models with the layer can be saved by
 * `model.save` and loaded by `tf.loadLayersModel`; a program that only loads calls `registerPoolingLayer()` first. Throws a
 * `GgemError` for a wrong spec, and for input that `pool` refuses.
 */
export class PoolingLayer extends tf.layers.Layer {
  static readonly className: string = 'GgemPooling';
  readonly spec: PoolingSpec;
  readonly dataFormat: DataFormat;
  readonly keepDims: boolean;
  private readonly weightsByName: Live[] = [];

  constructor({ spec, dataFormat = 'channelsLast', keepDims = false, ...args }: PoolingLayerArgs) {
    super(args);
    this.spec = parseSpec(spec);
    this.dataFormat = dataFormat;
    this.keepDims = keepDims;
    this.supportsMasking = true;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const { channels } = this.checked(inputShape);
    for (const parameter of parametersOf(this.spec, channels)) this.add(parameter);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { mask?: tf.Tensor | tf.Tensor[] }): tf.Tensor {
    return tf.tidy(() => {
      const mask = Array.isArray(kwargs.mask) ? kwargs.mask[0] : kwargs.mask;
      const { spec, dataFormat, keepDims } = this;
      return pool(single(inputs), spec, {
        dataFormat,
        keepDims,
        mask: mask ?? undefined,
        parameters: this.live(),
      });
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const { batch, shape } = this.checked(inputShape);
    return [batch, ...outputShape(this.spec, shape, this).slice(1)];
  }

  /** No mask, which is null: the type of tfjs cannot say that. */
  override computeMask(): tf.Tensor {
    return null as unknown as tf.Tensor;
  }

  override getConfig(): tf.serialization.ConfigDict {
    const { spec, dataFormat, keepDims } = this;
    return {
      ...super.getConfig(),
      spec: { ...spec } as unknown as tf.serialization.ConfigDict,
      dataFormat,
      keepDims,
    };
  }

  /** The parameters that are weights, with their values now, by name: `{ p: [3.1, 4.2] }`. */
  async parameters(): Promise<Readonly<Record<string, number[]>>> {
    const live = tf.tidy(() => {
      const tensors = Object.entries(this.live());
      return Object.fromEntries(tensors.map(([name, tensor]) => [name, tensor.clone()]));
    });
    const read = Object.entries(live).map(async ([name, tensor]) => {
      const values = Array.from(await tensor.data());
      tensor.dispose();
      return [name, values] as const;
    });
    return Object.fromEntries(await Promise.all(read));
  }

  private live(): Record<string, tf.Tensor> {
    const tensors = this.weightsByName.map(({ name, range, raw }) => {
      const value = raw.read();
      return [name, range === null ? value : exponentInRange(value, range)] as const;
    });
    return Object.fromEntries(tensors);
  }

  private add({ name, shape, start, trainable, range, required }: Parameter): void {
    if (!trainable && !required) return;
    const values = range === null ? start : start.map((p) => fromRange(range, p));
    const initializer = {
      apply: () => tf.tensor([...values], [...shape]),
      getClassName: () => 'Constant',
      getConfig: () => ({}),
    };
    const raw = this.addWeight(
      weightName(name),
      [...shape],
      'float32',
      initializer as never,
      undefined,
      trainable,
    );
    this.weightsByName.push({ name, range, raw });
  }

  /** The input shape with its channels, checked. The number of tokens may be open in the model. */
  private checked(inputShape: tf.Shape | tf.Shape[]): {
    readonly batch: number | null;
    readonly shape: readonly number[];
    readonly channels: number;
  } {
    const given = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
    const { spec, dataFormat } = this;
    const isFirst = dataFormat === 'channelsFirst';
    const channels = isFirst ? given[1] : given.at(-1);
    if (given.length > 2 && typeof channels !== 'number') {
      throw new GgemError(
        'shape',
        `${spec.type}: channels must be known when the layer is built, but ${channels} came.`,
      );
    }
    // An open axis is taken as long enough; tokens are checked again when they come.
    const open = fewestTokens(spec);
    const firstOfTokens = isFirst ? 2 : 1;
    const shape = given.map((length, axis) => length ?? (axis === firstOfTokens ? open : 1));
    const { tokens, grid } = inputLayout(spec, shape, dataFormat);
    checkShapes(spec, { tokens, grid });
    return { batch: given[0] ?? null, shape, channels: tokens[2] };
  }
}

/** A pooling layer for `tf.sequential` or `layer.apply`: `poolingLayer({ spec: { type: 'ggem', groups: 12 } })`. */
export function poolingLayer(args: PoolingLayerArgs): PoolingLayer {
  checkOptions('poolingLayer', args, layerArgs);
  return new PoolingLayer(args);
}

/** Tells tfjs how to load models that have a pooling layer. Importing this module does so too; twice does no harm. */
export function registerPoolingLayer(): void {
  tf.serialization.registerClass(
    PoolingLayer as unknown as Parameters<typeof tf.serialization.registerClass>[0],
  );
}

registerPoolingLayer();

function single(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? inputs[0]! : inputs;
}
