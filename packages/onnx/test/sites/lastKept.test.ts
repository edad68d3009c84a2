import { describe, expect, it } from 'vitest';
import { listCandidates } from '../../src/edit/listCandidates.ts';
import { replacePooling } from '../../src/edit/replacePooling.ts';
import type { NodeProto } from '../../src/proto/onnx.ts';
import { expectClose } from '../edit/expectClose.ts';
import { info, ints, modelBytes, node } from '../edit/models.ts';
import { numbers, runModel } from '../edit/runModel.ts';

interface Choice {
  readonly name: string;
  readonly nodes: readonly NodeProto[];
}

const counted = node('ReduceSum', ['m', 'one'], ['n'], { keepdims: 0 });
const place = [counted, node('Sub', ['n', 'unit'], ['last'])];
const column = node('Unsqueeze', ['last', 'one'], ['column']);
const images = [
  node('Shape', ['x'], ['shape']),
  node('Gather', ['shape', 'nothing'], ['batch'], { axis: 0 }),
  node('Range', ['nothing', 'batch', 'unit'], ['images']),
  node('Unsqueeze', ['images', 'one'], ['rows']),
];

/** As tf2onnx and hand-written graphs choose the last kept token; torch's ways are in `torchPoolings.py`. */
const found: readonly Choice[] = [
  {
    name: 'the place within each image',
    nodes: [...place, column, node('GatherND', ['x', 'column'], ['y'], { batch_dims: 1 })],
  },
  {
    name: 'pairs of image and place',
    nodes: [
      ...[...place, column, ...images],
      node('Concat', ['rows', 'column'], ['pairs'], { axis: -1 }),
      node('GatherND', ['x', 'pairs'], ['y']),
    ],
  },
  {
    name: 'the sum plus -1',
    nodes: [
      ...[counted, node('Add', ['minus', 'n'], ['last']), column],
      node('GatherND', ['x', 'column'], ['y'], { batch_dims: 1 }),
    ],
  },
];

/** Graphs that choose other tokens. All that is reported of these is that each image has its own. */
const others: readonly Choice[] = [
  {
    name: 'places in front of images',
    nodes: [
      ...[...place, column, ...images],
      node('Concat', ['column', 'rows'], ['pairs'], { axis: -1 }),
      node('GatherND', ['x', 'pairs'], ['y']),
    ],
  },
  {
    name: 'the place behind the last',
    nodes: [
      ...[counted, node('Sub', ['n', 'two'], ['last']), column, ...images],
      node('Concat', ['rows', 'column'], ['pairs'], { axis: -1 }),
      node('GatherND', ['x', 'pairs'], ['y']),
    ],
  },
];

const modelOf = ({ nodes }: Choice): Uint8Array =>
  modelBytes({
    inputs: [info('x', ['b', 't', 6]), info('m', ['b', 't'], 'int64')],
    outputs: [info('y')],
    nodes,
    initializers: [
      ...[ints('one', [1]), ints('nothing', [0], []), ints('unit', [1], [])],
      ...[ints('minus', [-1], []), ints('two', [2], [])],
    ],
  });

// The values to compare with are those of the written-out graph in onnxruntime.
describe('the last token that a mask keeps', () => {
  it.each(found)('is found by $name, and stays the same in other words', async (choice) => {
    const bytes = modelOf(choice);
    const { poolings } = listCandidates(bytes);
    expect(poolings.map(({ words, mask, tokens }) => [words, mask, tokens])).toEqual([
      ['last kept token', 'm', 'x'],
    ]);
    const edited = replacePooling(bytes, poolings[0]!.spec!).toBytes();
    const inputs = {
      x: numbers(2, 5, 6),
      m: { data: [1, 1, 1, 1, 0, 1, 1, 0, 0, 0], shape: [2, 5] },
    };
    const [before, after] = [await runModel(bytes, inputs), await runModel(edited, inputs)];
    expectClose(after.y!.data, before.y!.data, 0);
  });

  it.each(others)('is not what $name choose', (choice) => {
    const { poolings } = listCandidates(modelOf(choice));
    expect(poolings.map(({ words, mask }) => [words, mask])).toEqual([['a token of its own', undefined]]);
  });
});
