import type { PoolingSpecInput } from '@ggem/core';
import { behindPooling, type PoolingCandidate } from '@ggem/onnx';
import { run } from '@ggem/onnx/run';
import { type HeadPart, headParts } from './headParts.ts';
import type { ModelFiles } from './modelFiles.ts';
import { type OpenSession, onWasm } from './openSession.ts';

/** A class and its share. */
export interface ClassShare {
  readonly index: number;
  readonly share: number;
}

/** Gives the vector of a pooling, `[channels]`. */
export type PoolBy = (spec: PoolingSpecInput) => Promise<Float32Array>;

/** A vector that the head takes, and what lies side by side in it. */
interface HeadInput {
  readonly name: string;
  readonly parts: readonly HeadPart[];
}

interface HeadModel {
  readonly session: OpenSession['session'];
  readonly inputs: readonly HeadInput[];
  readonly output: string;
  /** How many axes a vector has: some exporters keep those of the tokens. */
  readonly axes: number;
}

/**
 * What a model does with its pooled vector, as far as it names classes: its norm and its linear layer. Where it takes several
 * pooled values, side by side or by heads that are averaged, a pooling takes the place of one of them.
 */
export class Head {
  readonly classes: number;
  readonly #model: HeadModel;

  private constructor(model: HeadModel, classes: number) {
    this.#model = model;
    this.classes = classes;
  }

  /** The head behind the poolings of some tokens. Throws a sentence where there is none that can be run alone or names classes. */
  static async open(
    { bytes, externalData }: ModelFiles,
    poolings: readonly PoolingCandidate[],
    channels: number,
  ): Promise<Head> {
    const own = poolings.findLast(({ pools }) => pools !== 'token') ?? poolings[0];
    if (own === undefined) throw new Error('the model pools these tokens in no way that is known');
    const others = poolings.filter((one) => one !== own && one.spec !== undefined);
    const behind = behindPooling(bytes, own.name, { also: others.map(({ name }) => name) });
    const output = behind?.outputs.find((name) => /logit|prob|class/i.test(name)) ?? behind?.outputs[0];
    if (behind === undefined)
      throw new Error('what names classes reads other values than what is pooled, too');
    if (output === undefined) throw new Error('no output reads what is pooled');
    const { session } = await onWasm(behind.bytes, externalData);
    const further = behind.further.map((name) => {
      const parts = [others.find((one) => one.name === name)!.spec!];
      return { name, parts };
    });
    const model: HeadModel = {
      ...{ session, output, axes: behind.shape?.length ?? 2 },
      inputs: [{ name: behind.input, parts: headParts(own) }, ...further],
    };
    try {
      const { length } = await runHead(
        model,
        new Float32Array(channels),
        async () => new Float32Array(channels),
      );
      // Fewer than two are no classes, but a score; as many as there are channels, another vector.
      if (length < 2) throw new Error('it gives one number');
      if (length === channels) throw new Error(`it gives another vector, of ${length} channels`);
      return new Head(model, length);
    } catch (error) {
      await session.release();
      throw error;
    }
  }

  /** The likeliest classes of a vector; `pool` gives what else the head takes. */
  async classesOf(vector: Float32Array, pool: PoolBy, count: number): Promise<readonly ClassShare[]> {
    return likeliest(await runHead(this.#model, vector, pool), count);
  }

  async close(): Promise<void> {
    await this.#model.session.release();
  }
}

async function runHead(
  { session, inputs, output, axes }: HeadModel,
  vector: Float32Array,
  pool: PoolBy,
): Promise<Float32Array> {
  const feeds: Record<string, { data: Float32Array; shape: readonly number[] }> = {};
  for (const { name, parts } of inputs) {
    const vectors: Float32Array[] = [];
    for (const part of parts) vectors.push(part === 'here' ? vector : await pool(part));
    const data = Float32Array.from(vectors.flatMap((one) => [...one]));
    feeds[name] = { data, shape: [...Array<number>(axes - 1).fill(1), data.length] };
  }
  const result = await run(session, feeds, { outputs: [output] });
  return Float32Array.from(result[output]!.data);
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
