import { poolArray } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { createEmbedder, type ImageSource } from '../src/index.ts';
import { picture } from './expected.ts';
import { asTheyAre, fakeSession, plain } from './sessions.ts';

const five = [1, 2, 3, 4, 5].map((level) => plain(level));
const mean = { type: 'mean' } as const;

describe('an embedder', () => {
  it('runs images in batches, and pools as core does', async () => {
    const session = fakeSession();
    const pooling = { type: 'gem', p: 3 } as const;
    const progress: unknown[] = [];
    const embedder = await createEmbedder({ session, pooling, preprocessing: asTheyAre, batch: 2 });
    const images = five.map((_, i) => picture([4, 3 + 0 * i]));
    const {
      data,
      shape,
      images: numbers,
    } = await embedder.embed(images, { onProgress: (one) => progress.push(one) });
    expect(session.batches).toEqual([2, 2, 1]);
    expect(shape).toEqual([5, 3]);
    expect([...numbers]).toEqual([0, 1, 2, 3, 4]);
    expect(progress).toEqual([2, 4, 5].map((done) => ({ done, total: 5 })));
    const tokens = { data: Float32Array.from(picture([4, 3]).data), shape: [1, 12, 3] };
    poolArray(tokens, pooling).forEach((value, i) => {
      expect(Math.abs(data[12 + i]! / value - 1)).toBeLessThan(1e-6);
    });
    embedder.dispose();
  });

  it('gives tokens or vectors as the model does, where nothing is pooled', async () => {
    const call = { session: fakeSession(), preprocessing: asTheyAre };
    const vectors = await (await createEmbedder(call)).embed(five);
    expect(vectors.shape).toEqual([5, 3]);
    expect([...vectors.data.subarray(0, 6)]).toEqual([1, 1, 1, 2, 2, 2]);
    const tokens = await (await createEmbedder({ ...call, model: { output: 'tokens' } })).embed(five);
    expect(tokens.shape).toEqual([5, 4, 3]);
  });

  it('pools with trained parameters in place of those of the spec', async () => {
    const call = {
      session: fakeSession(),
      preprocessing: asTheyAre,
      pooling: { type: 'gem', p: 1 },
    } as const;
    const image = picture([3, 3]);
    const plainly = await (await createEmbedder(call)).embed([image]);
    const trained = await (await createEmbedder({ ...call, parameters: { p: [9] } })).embed([image]);
    expect(trained.data[0]).toBeGreaterThan(plainly.data[0]! + 10);
  });

  it('fills up the last batch of a model whose batch is fixed, and leaves that out again', async () => {
    const session = fakeSession([4, 3, 2, 2]);
    const embedder = await createEmbedder({ session, pooling: mean, preprocessing: asTheyAre });
    const { data, shape } = await embedder.embed(five);
    expect(session.batches).toEqual([4, 4]);
    expect(shape).toEqual([5, 3]);
    expect(data[12]).toBe(5);
  });

  it('runs images of other sizes on their own, and keeps their order', async () => {
    const session = fakeSession();
    const embedder = await createEmbedder({ session, pooling: mean, preprocessing: asTheyAre });
    const { data } = await embedder.embed([plain(1), plain(2), plain(3, 5, 4), plain(4)]);
    expect(session.batches).toEqual([2, 1, 1]);
    expect([0, 3, 6, 9].map((i) => data[i])).toEqual([1, 2, 3, 4]);
    const tokens = await createEmbedder({ session, model: { output: 'tokens' }, preprocessing: asTheyAre });
    await expect(tokens.embed([plain(1), plain(2, 3, 3)])).rejects.toThrow(
      'embed: all images must give the shape of the first, [4, 3], but [9, 3] came. Pool their tokens, or take them batch by batch: stream.',
    );
  });

  it('of no images gives none', async () => {
    const embedder = await createEmbedder({
      session: fakeSession(),
      pooling: mean,
      preprocessing: asTheyAre,
    });
    expect(await embedder.embed([])).toEqual({
      data: new Float32Array(),
      shape: [0, 0],
      images: new Int32Array(),
    });
  });
});

describe('a broken image', () => {
  const broken = { width: 2, height: 2, data: new Uint8Array(5) };
  const images = [plain(1), broken, plain(3)];

  it('fails the call, with its number', async () => {
    const embedder = await createEmbedder({
      session: fakeSession(),
      pooling: mean,
      preprocessing: asTheyAre,
    });
    await expect(embedder.embed(images)).rejects.toThrow(
      'image 1: decodeImage: pixels must have three or four bytes each of 2 × 2, but 5 bytes came. Check width and height.',
    );
  });

  it('is left out where somebody is told', async () => {
    const embedder = await createEmbedder({
      session: fakeSession(),
      pooling: mean,
      preprocessing: asTheyAre,
    });
    const told: unknown[] = [];
    const progress: unknown[] = [];
    const result = await embedder.embed(images, {
      onBroken: (image, error) => told.push([image, error.name]),
      onProgress: ({ done }) => progress.push(done),
    });
    expect(told).toEqual([[1, 'GgemError']]);
    expect([...result.images]).toEqual([0, 2]);
    expect([...result.data]).toEqual([1, 1, 1, 3, 3, 3]);
    expect(progress).toEqual([3]);
  });
});

describe('a stream', () => {
  /** Images that are made when they are asked for, and a state: how many were, and whether the caller closed the source. */
  function source(count: number) {
    const state = { asked: 0, closed: false };
    async function* images(): AsyncGenerator<ImageSource, void, undefined> {
      try {
        for (let i = 0; i < count; i++) {
          state.asked += 1;
          yield plain(i);
        }
      } finally {
        state.closed = true;
      }
    }
    return { state, images: images() };
  }
  const options = { pooling: mean, preprocessing: asTheyAre, batch: 3 } as const;

  it('reads one batch ahead and no more, until the next is taken', async () => {
    const embedder = await createEmbedder({ session: fakeSession(), ...options });
    const { state, images } = source(100);
    const batches = embedder.stream(images);
    await batches.next();
    await new Promise((resolve) => setTimeout(resolve));
    expect(state.asked).toBe(6);
    await batches.next();
    await new Promise((resolve) => setTimeout(resolve));
    expect(state.asked).toBe(9);
    await batches.return();
    expect(state.closed).toBe(true);
  });

  it('ends where its signal says, with its reason, and asks for no more images', async () => {
    const embedder = await createEmbedder({ session: fakeSession(), ...options });
    const { state, images } = source(100);
    const stop = new AbortController();
    const running = embedder.embed(images, {
      signal: stop.signal,
      onProgress: () => stop.abort(new Error('enough')),
    });
    await expect(running).rejects.toThrow('enough');
    expect(state.closed).toBe(true);
    expect(state.asked).toBeLessThan(10);
    await expect(embedder.embed(five, { signal: AbortSignal.abort(new Error('before')) })).rejects.toThrow(
      'before',
    );
  });

  it('ends as well where that is said while the model computes the last images', async () => {
    const stop = new AbortController();
    const fake = fakeSession();
    const run: typeof fake.run = async (feeds) => {
      stop.abort(new Error('enough'));
      return fake.run(feeds);
    };
    const embedder = await createEmbedder({ session: { ...fake, run }, ...options, batch: 5 });
    await expect(embedder.embed(five, { signal: stop.signal })).rejects.toThrow('enough');
  });

  it('hands on what the session and the images throw', async () => {
    const session = { ...fakeSession(), run: () => Promise.reject(new Error('out of memory')) };
    await expect((await createEmbedder({ session, ...options })).embed(five)).rejects.toThrow(
      'out of memory',
    );
    const images = (async function* () {
      yield plain(1);
      throw new Error('no such folder');
    })();
    const embedder = await createEmbedder({ session: fakeSession(), ...options });
    await expect(embedder.embed(images)).rejects.toThrow('no such folder');
  });
});

describe('an embedder is refused', () => {
  const session = fakeSession();
  it.each([
    [
      { session: { ...session, outputNames: ['a', 'b'] } },
      'createEmbedder: model.output must be one of a, b, but none came. Name the one to use.',
    ],
    [
      { session, model: { output: 'logits' } },
      'createEmbedder: model.output must be one of tokens, pooled, but logits came. Name the one to use.',
    ],
    [
      { session, model: { input: 'ids' } },
      'createEmbedder: model.input must be one of pixel_values, but ids came. Name the one to use.',
    ],
    [
      { session: fakeSession(['n', 128]) },
      'createEmbedder: input pixel_values must take pixels, [batch, 3, height, width], but [n, 128] came. Channels first and three colours are what exporters write; name another input, or transpose in the model.',
    ],
    [
      { session, batch: 0 },
      'createEmbedder: batch must be a whole number from 1, but 0 came. Leave it out for 8.',
    ],
    [{ session, pooling: { type: 'median' } as never }, 'median'],
  ])('%#', async (options, message) => {
    await expect(createEmbedder({ pooling: mean, preprocessing: asTheyAre, ...options })).rejects.toThrow(
      message,
    );
  });

  it('where images have another size than the model takes, and an output holds no tokens', async () => {
    const small = await createEmbedder({
      session: fakeSession(['n', 3, 4, 4]),
      pooling: mean,
      preprocessing: asTheyAre,
    });
    await expect(small.embed(five)).rejects.toThrow(
      "embed: preprocessing must give images of the model's size, 4 × 4, but 2 × 2 came. Take the file that belongs to the model.",
    );
    const vectors = await createEmbedder({
      session,
      model: { output: 'pooled' },
      pooling: mean,
      preprocessing: asTheyAre,
    });
    await expect(vectors.embed(five)).rejects.toThrow(
      'embed: output pooled must hold tokens, [batch, tokens, channels], but [5, 3] came. Name another output, or leave pooling out.',
    );
  });
});
