import { GgemError } from '@ggem/core';
import { describe, expect, it } from 'vitest';
import { checkModel } from '../../src/check/checkModel.ts';
import { attachPooling } from '../../src/edit/attachPooling.ts';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import { readModel } from '../../src/read/readModel.ts';
import { poolingsIn } from '../../src/record/poolingsIn.ts';
import { classTokenModel, info, node } from './models.ts';
import { concat, rawFields } from './wire.ts';

/** Uniform numbers below a bound, the same in every run. */
function randomBelow(seed: number): (bound: number) => number {
  let state = seed;
  return (bound) => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * bound);
  };
}

/** A model with what an editor looks at: tokens, a map with windows, and poolings with their records. */
const original = attachPooling(
  attachPooling(
    classTokenModel({
      inputs: [info('x', ['batch', 5, 6]), info('map', ['batch', 2, 4, 4]), info('pairs', ['n', 2], 'int64')],
      nodes: [
        node('LayerNormalization', ['x', 'scale', 'shift'], ['tokens'], { axis: 2 }),
        node('Gather', ['tokens', 'zero'], ['class_token'], { axis: 1 }),
        node('MatMul', ['class_token', 'head'], ['product']),
        node('Add', ['product', 'bias'], ['logits']),
        node('MaxPool', ['map'], ['half'], { kernel_shape: [2, 2], strides: [2, 2], pads: [0, 0, 0, 0] }),
        node('AveragePool', ['half'], ['whole'], { kernel_shape: [2, 2] }),
        node('GatherND', ['tokens', 'pairs'], ['chosen']),
      ],
    }),
    { type: 'gem' },
    { tokens: 'tokens', shortcut: true },
  ).toBytes(),
  { type: 'max', after: [{ whiten: 2, trainable: false }] },
  {
    tokens: 'tokens',
    values: { 'after.0.mean': [1, 2, 3, 4, 5, 6], 'after.0.matrix': Array.from('123456789012', Number) },
  },
).toBytes();
const interesting = [0, 1, 2, 3, 4, 5, 7, 8, 0x0a, 0x12, 0x3a, 0x7f, 0x80, 0xff];

/** Ways in which a file can be damaged; each returns damaged bytes of the model, or bytes that are no model at all. */
const damages: Readonly<Record<string, (below: (bound: number) => number) => Uint8Array>> = {
  'cut off': (below) => original.slice(0, below(original.length)),
  'a wrong bit': (below) => {
    const bytes = original.slice();
    bytes[below(bytes.length)]! ^= 1 << below(8);
    return bytes;
  },
  'some wrong bytes': (below) => {
    const bytes = original.slice();
    for (let n = 1 + below(8); n > 0; n--)
      bytes[below(bytes.length)] = interesting[below(interesting.length)]!;
    return bytes;
  },
  'a piece missing': (below) => {
    const from = below(original.length);
    return concat(original.slice(0, from), original.slice(from + 1 + below(20)));
  },
  'a piece twice': (below) => {
    const from = below(original.length);
    const to = from + below(60);
    return concat(original.slice(0, to), original.slice(from));
  },
  'long lengths': (below) => {
    const at = below(original.length);
    return concat(original.slice(0, at), [0xff, 0xff, 0xff, 0xff, 1 + below(14)], original.slice(at + 1));
  },
  'fields in another order': (below) => {
    const fields = [...rawFields(original)];
    for (let i = fields.length - 1; i > 0; i--) {
      const j = below(i + 1);
      [fields[i], fields[j]] = [fields[j]!, fields[i]!];
    }
    return concat(...fields.map(({ bytes }) => bytes));
  },
  noise: (below) => Uint8Array.from({ length: below(200) }, () => below(256)),
};

/** What a broken file may do: give a result, or one error of ours. */
function outcomeOf(act: () => unknown): 'result' | string {
  try {
    act();
    return 'result';
  } catch (error) {
    if (error instanceof GgemError) return error.message;
    throw error;
  }
}

describe('broken bytes', () => {
  const each = 1500;

  it.each(Object.keys(damages))(`give a valid result or one error of ours (%s, ${each} cases)`, (damage) => {
    const below = randomBelow(damage.length * 7919);
    const outcomes = new Set<string>();
    for (let n = 0; n < each; n++) {
      const bytes = damages[damage]!(below);
      const read = outcomeOf(() => readModel(bytes));
      outcomes.add(read === 'result' ? 'result' : 'error');
      // Editing takes longer than reading, so that only every fifth file is edited.
      const edits =
        n % 5 > 0
          ? []
          : [
              () => attachPooling(bytes, { type: 'max' }, { tokens: 'tokens' }),
              () => replacePooling(bytes, { type: 'mean' }),
            ];
      const reads = [() => listCandidates(bytes), () => checkModel(bytes), () => poolingsIn(bytes)];
      for (const act of [...reads, ...edits]) {
        const outcome = outcomeOf(act);
        // A file that cannot be read gives the same error in every function.
        if (read !== 'result') expect(outcome).toBe(read);
        else if (outcome !== 'result') expect(outcome).toMatch(/^(attach|replace|onnx|max|mean|gem): .+\.$/s);
      }
    }
    if (damage !== 'fields in another order') expect(outcomes).toContain('error');
  });

  it('that were read and edited are read again', () => {
    const below = randomBelow(5);
    let read = 0;
    for (let n = 0; n < 500; n++) {
      const bytes = damages['some wrong bytes']!(below);
      let edited: Uint8Array;
      try {
        edited = attachPooling(bytes, { type: 'mean' }, { tokens: 'tokens' }).toBytes();
      } catch {
        continue;
      }
      read++;
      expect(readModel(edited).graph.output.at(-1)!.name).toMatch(/^pooled/);
    }
    expect(read).toBeGreaterThan(20);
  });
});

describe('files made to take all memory', () => {
  const tooMany =
    /^onnx: model must be an ONNX file, but it has (more than \d+ (messages|fields)|messages more than 100 deep)\./;
  const wrap = (number: number, content: Uint8Array) => {
    const length: number[] = [];
    for (let rest = content.length; ; rest >>>= 7) {
      length.push(rest < 128 ? rest : (rest & 127) | 128);
      if (rest < 128) break;
    }
    const head = Uint8Array.from([number * 8 + 2, ...length]);
    const whole = new Uint8Array(head.length + content.length);
    whole.set(head);
    whole.set(content, head.length);
    return whole;
  };

  it('are refused when millions of nodes are empty', () => {
    const nodes = new Uint8Array(2 * (2 ** 22 + 1));
    for (let i = 0; i < nodes.length; i += 2) nodes[i] = 0x0a;
    expect(() => readModel(wrap(7, nodes))).toThrow(tooMany);
  });

  it('are refused when unknown fields are as many', () => {
    const fields = new Uint8Array(2 * (2 ** 24 + 1));
    for (let i = 0; i < fields.length; i += 2) fields[i] = 0x48;
    expect(() => readModel(fields)).toThrow(tooMany);
  });

  it('are refused when a list of numbers is as long', () => {
    const graph = wrap(1, wrap(5, wrap(8, new Uint8Array(2 ** 24 + 1))));
    expect(() => readModel(wrap(7, graph))).toThrow(tooMany);
  });

  it('are refused when graphs lie in graphs without an end', () => {
    let graph = new Uint8Array(0);
    for (let depth = 0; depth < 60; depth++) graph = wrap(1, wrap(5, wrap(6, graph)));
    expect(() => readModel(wrap(7, graph))).toThrow(tooMany);
  });

  it('are refused when groups lie in groups without an end', () => {
    expect(() => readModel(new Uint8Array(1e6).fill(0x4b))).toThrow(/must be an ONNX file/);
  });

  it('are read when a tensor is merely large', () => {
    const tensor = wrap(5, concat([0x08, 0x80, 0x80, 0x80, 0x08, 0x10, 3, 0x42, 1, 0x77]));
    const { graph } = readModel(wrap(7, concat(tensor)));
    expect(graph.initializer[0]!.dims).toEqual([2n ** 24n]);
  });
});
