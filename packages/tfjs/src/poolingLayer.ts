import {
  checkShapes,
  fixedExponents,
  fromRange,
  GgemError,
  isPowerMean,
  type Parameter,
  type PoolingSpec,
  type PoolingSpecInput,
  parametersOf,
  parseSpec,
} from '@ggem/core';
import * as tf from '@tensorflow/tfjs';
import { exponentInRange } from './exponentInRange.ts';
import { exponentName } from './exponentOptimizer.ts';
import { pool } from './pool.ts';

type LayerArgs = NonNullable<ConstructorParameters<typeof tf.layers.Layer>[0]>;

/** Arguments of a pooling layer: what to compute, besides what every tfjs layer takes. */
export interface PoolingLayerArgs extends LayerArgs {
  readonly spec: PoolingSpecInput | PoolingSpec;
}

/**
 * A pooling as a layer: `[batch, tokens, channels]` to `[batch, channels]`, with `p` as a trainable weight `[groups]`.
 *
 * A mask of the layer before is honoured and ends here, as the axis it speaks of is gone. Survives `model.save` and
 * `tf.loadLayersModel`; a program that only loads calls `registerPoolingLayer()` first.
 */
export class PoolingLayer extends tf.layers.Layer {
  static readonly className: string = 'GgemPooling';
  readonly spec: PoolingSpec;
  private raw: ReturnType<tf.layers.Layer['addWeight']> | undefined;

  constructor({ spec, ...args }: PoolingLayerArgs) {
    super(args);
    this.spec = parseSpec(spec);
    this.supportsMasking = true;
  }

  override build(inputShape: tf.Shape | tf.Shape[]): void {
    const [, , channels] = this.checked(inputShape);
    for (const parameter of parametersOf(this.spec, channels)) this.addExponents(parameter);
    super.build(inputShape);
  }

  override call(inputs: tf.Tensor | tf.Tensor[], kwargs: { mask?: tf.Tensor | tf.Tensor[] }): tf.Tensor {
    return tf.tidy(() => {
      const mask = Array.isArray(kwargs.mask) ? kwargs.mask[0] : kwargs.mask;
      return pool(single(inputs), this.spec, { mask: mask ?? undefined, p: this.exponents() });
    });
  }

  override computeOutputShape(inputShape: tf.Shape | tf.Shape[]): tf.Shape {
    const [batch, , channels] = this.checked(inputShape);
    return [batch, channels];
  }

  /** None: tfjs's type has no word for it. */
  override computeMask(): tf.Tensor {
    return null as unknown as tf.Tensor;
  }

  override getConfig(): tf.serialization.ConfigDict {
    return { ...super.getConfig(), spec: { ...this.spec } as unknown as tf.serialization.ConfigDict };
  }

  /** The exponents as they are now, one a group; none for poolings without. */
  async p(): Promise<number[]> {
    if (!isPowerMean(this.spec)) return [];
    const live = tf.tidy(() => this.exponents()?.clone());
    if (live === undefined) return [...fixedExponents(this.spec)];
    const values = await live.data();
    live.dispose();
    return Array.from(values);
  }

  private exponents(): tf.Tensor | undefined {
    if (this.raw === undefined || !isPowerMean(this.spec)) return undefined;
    const raw = this.raw.read();
    return this.spec.range === null ? raw : exponentInRange(raw, this.spec.range);
  }

  private addExponents({ shape, start, trainable, range }: Parameter): void {
    if (!trainable) return;
    const raw = range === null ? start : start.map((p) => fromRange(range, p));
    const initializer = {
      apply: () => tf.tensor1d([...raw]),
      getClassName: () => 'Constant',
      getConfig: () => ({}),
    };
    this.raw = this.addWeight(exponentName, [...shape], 'float32', initializer as never, undefined, true);
  }

  /** Input shape with its channels; tokens may be open in the model. */
  private checked(inputShape: tf.Shape | tf.Shape[]): [number | null, number | null, number] {
    const shape = (Array.isArray(inputShape[0]) ? inputShape[0] : inputShape) as tf.Shape;
    const channels = shape[2];
    if (shape.length === 3 && typeof channels !== 'number') {
      throw new GgemError(
        'shape',
        `${this.spec.type}: channels must be known when the layer is built, but ${channels} came.`,
      );
    }
    // An open axis fits anything; the tokens are checked again when they come.
    const open =
      this.spec.type === 'token' ? Math.abs(Number(this.spec.index) || 0) + 1 : this.spec.prefixTokens + 1;
    checkShapes(this.spec, { tokens: shape.map((length, axis) => length ?? (axis === 1 ? open : 1)) });
    return shape as [number | null, number | null, number];
  }
}

/** A pooling layer for `tf.sequential` or `layer.apply`: `poolingLayer({ spec: { type: 'ggem', groups: 12 } })`. */
export function poolingLayer(args: PoolingLayerArgs): PoolingLayer {
  return new PoolingLayer(args);
}

/** Tells tfjs how to load models that hold a pooling layer. Importing this module does it too; twice does no harm. */
export function registerPoolingLayer(): void {
  tf.serialization.registerClass(
    PoolingLayer as unknown as Parameters<typeof tf.serialization.registerClass>[0],
  );
}

registerPoolingLayer();

function single(inputs: tf.Tensor | tf.Tensor[]): tf.Tensor {
  return Array.isArray(inputs) ? inputs[0]! : inputs;
}
