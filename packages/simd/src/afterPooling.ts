import { type FlatOptions, type PoolingSpec, poolArray, poolArrayGradient } from '@ggem/core';

/**
 * The steps after a pooling (normalisation, whitening), by core's own loops: they have one vector for each image. That
 * vector is handed to core as an image of one token, which is dropped if the image keeps nothing.
 */
export class AfterPooling {
  private readonly spec: PoolingSpec;
  private readonly channels: number;

  private constructor(spec: PoolingSpec, channels: number) {
    this.spec = spec;
    this.channels = channels;
  }

  /** `undefined` where no step comes after the pooling. */
  static of({ after }: PoolingSpec, channels: number): AfterPooling | undefined {
    if (after === undefined || after.length === 0) return undefined;
    return new AfterPooling({ type: 'token', index: 0, after }, channels);
  }

  forward(y: Float32Array, norms: Float64Array, call: FlatOptions): Float32Array {
    return Float32Array.from(poolArray(this.tokens(y, norms), this.spec, this.options(norms, call)));
  }

  gradient(
    y: Float32Array,
    norms: Float64Array,
    dy: ArrayLike<number>,
    call: FlatOptions,
  ): { readonly dy: Float64Array; readonly parameters: Readonly<Record<string, Float32Array>> } {
    const { tokens, parameters } = poolArrayGradient(
      this.tokens(y, norms),
      this.spec,
      dy,
      this.options(norms, call),
    );
    const named = Object.entries(parameters).map(([name, values]) => [name, Float32Array.from(values)]);
    return { dy: tokens, parameters: Object.fromEntries(named) as Record<string, Float32Array> };
  }

  private tokens(y: Float32Array, norms: Float64Array) {
    return { data: y, shape: [norms.length, 1, this.channels] } as const;
  }

  private options(norms: Float64Array, { parameters = {} }: FlatOptions): FlatOptions {
    const ofSteps = Object.entries(parameters).filter(([name]) => name.startsWith('after.'));
    return {
      mask: Array.from(norms, (norm) => Number(norm > 0)),
      parameters: Object.fromEntries(ofSteps),
    };
  }
}
