import { sizeOf } from '@ggem/core';

export type HostShape = readonly [batch: number, tokens: number, channels: number];

/** A product of matrices that nobody has read yet. */
export interface OpenProduct {
  /** Adds it to an array of its shape. */
  readonly addTo: (sum: Float32Array) => void;
  /** Adds the sum over its batch. */
  readonly addBatchTo: (sum: Float32Array) => void;
}

/** A dense float32 tensor of rank 3 on the host, row-major. Transposes and products are made when their values are read. */
export class HostTensor {
  readonly shape: HostShape;
  /** The tensor of which this is the transpose: products read that one. */
  readonly turned: HostTensor | undefined;
  readonly product: OpenProduct | undefined;
  /** Whether its values may be written over: nobody reads them after the first operation that does. */
  readonly isSpare: boolean;
  private readonly make: () => Float32Array;
  private made: Float32Array | undefined;

  private constructor(
    shape: HostShape,
    make: () => Float32Array,
    turned: HostTensor | undefined,
    product: OpenProduct | undefined,
    isSpare: boolean,
  ) {
    this.shape = shape;
    this.make = make;
    this.turned = turned;
    this.product = product;
    this.isSpare = isSpare;
  }

  static of(shape: HostShape, data: Float32Array): HostTensor {
    return new HostTensor(shape, () => data, undefined, undefined, false);
  }

  static spare(shape: HostShape, data: Float32Array): HostTensor {
    return new HostTensor(shape, () => data, undefined, undefined, true);
  }

  static transposeOf(turned: HostTensor, make: () => Float32Array): HostTensor {
    const [batch, tokens, channels] = turned.shape;
    return new HostTensor([batch, channels, tokens], make, turned, undefined, false);
  }

  static productOf(shape: HostShape, product: OpenProduct): HostTensor {
    return new HostTensor(shape, () => summed(shape, product.addTo), undefined, product, false);
  }

  get data(): Float32Array {
    this.made ??= this.make();
    return this.made;
  }
}

/** A tensor whose values `fill` writes into zeros. */
export function filled(shape: HostShape, fill: (data: Float32Array) => void): HostTensor {
  return HostTensor.of(shape, summed(shape, fill));
}

function summed(shape: HostShape, add: (data: Float32Array) => void): Float32Array {
  const data = new Float32Array(sizeOf(shape));
  add(data);
  return data;
}
