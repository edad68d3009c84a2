import { behindPooling, type PoolingCandidate } from '@ggem/onnx';
import { run } from '@ggem/onnx/run';
import { type OpenSession, onWasm } from './openSession.ts';

/** A class and its share. */
export interface ClassShare {
  readonly index: number;
  readonly share: number;
}

/** What a model does with its pooled vector, as far as it names classes: its norm and its linear layer. */
export class Head {
  readonly classes: number;
  readonly #session: OpenSession['session'];
  readonly #input: string;
  readonly #output: string;
  readonly #axes: number;

  private constructor(
    session: OpenSession['session'],
    { input, output, axes, classes }: { input: string; output: string; axes: number; classes: number },
  ) {
    this.#session = session;
    this.#input = input;
    this.#output = output;
    this.#axes = axes;
    this.classes = classes;
  }

  /** The head behind a pooling of the model; absent where there is none that can be run alone, or where it names no classes. */
  static async open(
    bytes: Uint8Array,
    pooling: PoolingCandidate | undefined,
    channels: number,
  ): Promise<Head | undefined> {
    const behind = pooling && behindPooling(bytes, pooling.name);
    const output = behind?.outputs.find((name) => /logit|prob|class/i.test(name)) ?? behind?.outputs[0];
    if (behind === undefined || output === undefined) return undefined;
    const { session } = await onWasm(behind.bytes);
    const axes = behind.shape?.length ?? 2;
    const head = new Head(session, { input: behind.input, output, axes, classes: 0 });
    const { length } = await head.#run(new Float32Array(channels));
    // Fewer than two are no classes, but a score; as many as there are channels, another vector.
    if (length > 1 && length !== channels)
      return new Head(session, { input: behind.input, output, axes, classes: length });
    await session.release();
    return undefined;
  }

  /** The likeliest classes of a vector. */
  async classesOf(vector: Float32Array, count: number): Promise<readonly ClassShare[]> {
    return likeliest(await this.#run(vector), count);
  }

  async close(): Promise<void> {
    await this.#session.release();
  }

  async #run(vector: Float32Array): Promise<Float32Array> {
    const shape = [...Array<number>(this.#axes - 1).fill(1), vector.length];
    const result = await run(
      this.#session,
      { [this.#input]: { data: vector, shape } },
      { outputs: [this.#output] },
    );
    return Float32Array.from(result[this.#output]!.data);
  }
}

/** The largest shares of some logits, or of shares that the model gives itself. */
function likeliest(values: Float32Array, count: number): readonly ClassShare[] {
  const sum = values.reduce((total, value) => total + value, 0);
  const areShares = Math.abs(sum - 1) < 1e-3 && values.every((value) => value >= 0);
  const largest = values.reduce((most, value) => Math.max(most, value), Number.NEGATIVE_INFINITY);
  const powers = areShares ? values : values.map((value) => Math.exp(value - largest));
  const total = powers.reduce((all, power) => all + power, 0);
  return Array.from(powers, (power, index) => ({ index, share: power / total }))
    .sort((a, b) => b.share - a.share)
    .slice(0, count);
}
