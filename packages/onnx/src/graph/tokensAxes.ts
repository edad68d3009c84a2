import type { DataFormat } from '@ggem/core';
import type { Recorder } from './recorder.ts';
import type { Dim, Value } from './value.ts';

/** How the tokens of a graph lie, and the ways from there to `[batch, tokens, channels]` and back. */
export interface TokensAxes {
  /** Lengths of the axes of the tokens as they come in. */
  readonly dims: readonly Dim[];
  /** Lengths of the axes of a mask and of token weights. */
  readonly perToken: readonly Dim[];
  /** Tokens as core takes them, `[batch, tokens, channels]`; `[1, total, channels]` where they are ragged. */
  readonly read: (tokens: Value) => Value;
  /** A mask or token weights as `[batch, tokens, 1]`. */
  readonly readPerToken: (x: Value) => Value;
  /** Brings a value in the shape of core's tokens to the shape of the tokens that came in. */
  readonly write: (x: Value, tokens: Value) => Value;
  /** Where the pooling looks, as the graph gives it. */
  readonly writeWeights: (x: Value) => Value;
  /** The pooled vectors, `[batch, 1, channels]`, as the graph gives them. */
  readonly writePooled: (x: Value) => Value;
  /** The gradient of the pooled vectors as core takes it, `[batch, 1, channels]`. */
  readonly readPooled: (x: Value) => Value;
  /** Lengths of the axes of the pooled vectors that the graph gives. */
  readonly pooled: (channels: number) => readonly Dim[];
}

/** Names and lengths of the axes of tokens, of an image or of a volume. */
export interface AxesOptions {
  readonly batch: Dim;
  readonly tokens: Dim;
  readonly channels: number;
  /** Lengths of the sides of an image or a volume. */
  readonly sides: readonly Dim[] | undefined;
  readonly dataFormat: DataFormat;
  readonly keepDims: boolean | readonly number[];
}

/** Tokens of three axes, images of four or volumes of five. */
export function tokensAxes(recorder: Recorder, options: AxesOptions): TokensAxes {
  const { batch, tokens, channels, sides, dataFormat, keepDims } = options;
  const move = movesOf(recorder);
  const first = dataFormat === 'channelsFirst';
  const positions = sides ?? [tokens];
  const dims = first ? [batch, channels, ...positions] : [batch, ...positions, channels];
  const pooledAxes = keepDims === true ? positions.map((_, i) => i + (first ? 2 : 1)) : [];
  const kept = typeof keepDims === 'boolean' ? pooledAxes : keepDims;
  // Core already keeps this one axis of length 1.
  const asCore = kept.join() === '1';
  return {
    dims,
    perToken: [batch, ...positions],
    read: (x) => {
      if (!first && sides === undefined) return x;
      // The change of shape behind it keeps onnxruntime from moving the transposition to other values.
      const lastAxis = first ? move.transpose(x, [0, ...positions.map((_, i) => i + 2), 1]) : x;
      return move.reshape(lastAxis, [0, -1, channels], [batch, tokens, channels]);
    },
    readPerToken: (x) =>
      sides === undefined ? move.unsqueeze(x, [2]) : move.reshape(x, [0, -1, 1], [batch, tokens, 1]),
    write: (x, like) => {
      const rows = first ? move.transpose(x, [0, 2, 1]) : x;
      return sides === undefined ? rows : move.reshapeLike(rows, like);
    },
    writeWeights: (x) => x,
    writePooled: (x) => (asCore ? x : move.unsqueeze(move.squeeze(x, [1]), kept)),
    readPooled: (x) => (asCore ? x : move.unsqueeze(move.squeeze(x, kept), [1])),
    pooled: (count) => {
      const rest = [batch, count];
      return Array.from({ length: kept.length + 2 }, (_, axis) => (kept.includes(axis) ? 1 : rest.shift()!));
    },
  };
}

/** The tokens of many images one after another, `[total, channels]`. */
export function raggedAxes(recorder: Recorder, batch: Dim, channels: number): TokensAxes {
  const move = movesOf(recorder);
  return {
    dims: ['total', channels],
    perToken: ['total'],
    read: (x) => move.unsqueeze(x, [0]),
    readPerToken: (x) => move.unsqueeze(x, [0, 2]),
    write: (x) => move.squeeze(x, [0]),
    writeWeights: (x) => move.squeeze(x, [0]),
    writePooled: (x) => move.squeeze(x, [1]),
    readPooled: (x) => move.unsqueeze(x, [1]),
    pooled: (count) => [batch, count],
  };
}

/** Nodes that give a value another shape. */
function movesOf({ node, constant }: Recorder) {
  const ints = (data: readonly number[]): Value => constant('int64', data, [data.length]);
  const reshape = (x: Value, shape: readonly number[], dims: readonly Dim[]): Value =>
    node('Reshape', [x, ints(shape)], { kind: x.kind, dims });
  return {
    reshape,
    reshapeLike: (x: Value, like: Value): Value => {
      const shape = node('Shape', [like], { kind: 'int64', dims: [like.dims.length] });
      return node('Reshape', [x, shape], { kind: x.kind, dims: like.dims });
    },
    transpose: (x: Value, perm: readonly number[]): Value =>
      node('Transpose', [x], { kind: x.kind, dims: perm.map((axis) => x.dims[axis]!) }, { perm }),
    squeeze: (x: Value, axes: readonly number[]): Value => {
      const dims = x.dims.filter((_, axis) => !axes.includes(axis));
      return axes.length === 0 ? x : node('Squeeze', [x, ints(axes)], { kind: x.kind, dims });
    },
    unsqueeze: (x: Value, axes: readonly number[]): Value => {
      const rest = [...x.dims];
      const dims = Array.from({ length: rest.length + axes.length }, (_, axis) =>
        axes.includes(axis) ? 1 : rest.shift()!,
      );
      return axes.length === 0 ? x : node('Unsqueeze', [x, ints(axes)], { kind: x.kind, dims });
    },
  };
}
