import { expect, it } from 'vitest';
import {
  mergeStates,
  PoolingStream,
  poolArray,
  poolArrayGradient,
  poolingWeightsArray,
  poolPiece,
  poolRaggedArray,
} from '../../src/index.ts';

// sentence-transformers 6, Pooling with mode cls: the first token whose attention mask is 1.
const first = { type: 'token', index: 'first' } as const;
const tokens = { data: [9, 9, 1, 2, 3, 4, 5, 6, 9, 9], shape: [2, 5, 1] } as const;
const mask = [0, 0, 1, 1, 1, 1, 1, 1, 0, 0];

it('the first kept token is chosen on whichever side the padding is', () => {
  expect([...poolArray(tokens, first, { mask })]).toEqual([1, 4]);
  expect([...poolArray(tokens, first)]).toEqual([9, 4]);
  expect([...poolArray(tokens, first, { mask: new Array(10).fill(0) })]).toEqual([0, 0]);
  expect([...poolingWeightsArray(tokens, first, { mask })]).toEqual([0, 0, 1, 0, 0, 1, 0, 0, 0, 0]);
  expect([...poolArrayGradient(tokens, first, [2, 3], { mask }).tokens]).toEqual([
    0, 0, 2, 0, 0, 3, 0, 0, 0, 0,
  ]);
});

it('in images of different lengths, and in parts', () => {
  const ragged = { data: [9, 1, 2, 9, 9, 3], channels: 1, offsets: [0, 3, 6] };
  expect([...poolRaggedArray(ragged, first, { mask: [0, 1, 1, 0, 0, 1] })]).toEqual([1, 3]);
  const both = { type: 'concat', parts: [first, { type: 'token', index: 'last' }] } as const;
  expect([...poolArray(tokens, both, { mask })]).toEqual([1, 3, 4, 6]);
});

it('in pieces the last kept one too, though a later piece keeps nothing', () => {
  const last = { type: 'token', index: 'last' } as const;
  for (const [spec, chosen] of [
    [first, 2],
    [last, 3],
  ] as const) {
    const pieces = [
      poolPiece([[[9], [8], [7]]], spec, { mask: [0, 0, 0] }),
      poolPiece([[[2], [3]]], spec, { from: 3 }),
      poolPiece([[[6], [5], [4]]], spec, { from: 5, mask: [0, 0, 0] }),
    ];
    expect([...mergeStates(pieces).value]).toEqual([chosen]);
    expect([...mergeStates([...pieces].reverse()).value]).toEqual([chosen]);
    expect([...pieces[2]!.position!]).toEqual([-1]);
    const start = [poolPiece([[[1]]], spec), poolPiece([[[2]]], spec, { from: 1 })];
    for (const states of [start, [...start].reverse()]) {
      expect([...mergeStates(states).value]).toEqual([spec === first ? 1 : 2]);
    }
  }
});

it('in pieces, whatever their order', () => {
  const stream = new PoolingStream(first, { batch: 1, channels: 1 });
  stream.add([[[9], [9]]], { mask: [0, 0] });
  stream.add([[[9], [1]]], { mask: [0, 1] });
  stream.add([[[2]]]);
  expect([...stream.pooled()]).toEqual([1]);
  const pieces = [
    poolPiece([[[2]]], first, { from: 4 }),
    poolPiece([[[9], [1]]], first, { from: 2, mask: [0, 1] }),
  ];
  expect([...mergeStates(pieces).value]).toEqual([1]);
  expect([...mergeStates([...pieces].reverse()).value]).toEqual([1]);
});
