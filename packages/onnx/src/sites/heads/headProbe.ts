import { sizeOf } from '@ggem/core';
import type { NodeProto } from '../../proto/onnx.ts';
import { intAttribute } from '../../shapes/attributes.ts';
import type { Folded } from '../../shapes/folded.ts';
import type { PoolingSite } from '../poolingSite.ts';
import { type HeadGraph, HeadRun } from './headRun.ts';

/** A head, and the nodes between its tokens and its vector. */
export interface Head {
  readonly site: PoolingSite;
  readonly graph: HeadGraph;
  readonly inside: ReadonlySet<number>;
}

/** Scores of a run, in rows: a row for each softmax of each image. */
export interface HeadScores {
  readonly rows: number;
  readonly at: (row: number, token: number) => number;
}

/** A number of a token. */
export type UnitToken = (image: number, token: number, place: number) => number;

/** Where its tokens lie, and what its scores and its softmax are, of a head of one softmax. */
export class HeadProbe {
  readonly images: number;
  /** Tokens of an image that are pooled. */
  readonly count: number;
  readonly prefix: number;
  readonly channels: number;
  /** The names of scores and weights. */
  readonly scores: string;
  readonly weights: string;
  private readonly head: Head;
  private readonly empty: HeadRun;
  private readonly softmax: NodeProto;
  /** What follows from the weights. */
  private readonly following: ReadonlySet<string>;

  private constructor(head: Head, softmax: NodeProto, [images, all, channels]: readonly number[]) {
    this.head = head;
    this.softmax = softmax;
    [this.images, this.channels, this.prefix] = [images!, channels!, head.site.prefix];
    this.count = all! - this.prefix;
    [this.scores, this.weights] = [softmax.input[0]!, softmax.output[0]!];
    this.empty = HeadRun.of(head.graph);
    this.following = followingOf(this.weights, head);
  }

  /** `undefined` where there is another number of softmaxes, or the axes of the tokens are not known. */
  static of(head: Head): HeadProbe | undefined {
    const nodes = [...head.inside].map((at) => head.graph.graph.node[at]!);
    const [softmax, more] = nodes.filter(({ opType }) => opType === 'Softmax');
    const { tokenDims, dataFormat, isSequenceFirst, prefix } = head.site;
    const [first, second, third] = tokenDims;
    const [images, tokens, channels] =
      dataFormat === 'channelsFirst'
        ? [first, third, second]
        : isSequenceFirst
          ? [second, first, third]
          : [first, second, third];
    if (softmax === undefined || more || tokenDims.length !== 3 || typeof channels !== 'number')
      return undefined;
    const open = prefix + Math.min(channels + 1, 64);
    const shape = [
      typeof images === 'number' ? images : 1,
      typeof tokens === 'number' ? tokens : open,
      channels,
    ];
    return new HeadProbe(head, softmax, shape);
  }

  /** Tokens `[images, tokens, channels]`; those that are not pooled are zeros. */
  tokens(token: UnitToken): Float64Array {
    const { images, count, prefix, channels } = this;
    const all = count + prefix;
    return Float64Array.from({ length: images * all * channels }, (_, i) => {
      const [b, n, c] = [Math.floor(i / (all * channels)), Math.floor(i / channels) % all, i % channels];
      return n < prefix ? 0 : token(b, n - prefix, c);
    });
  }

  /** A run with these tokens. */
  run(tokens: Float64Array, others: Readonly<Record<string, Folded>> = {}): HeadRun {
    const { tokens: name, dataFormat, isSequenceFirst } = this.head.site;
    const { images, count, prefix, channels } = this;
    const [all, data] = [count + prefix, new Array<number>(tokens.length)];
    const [turned, sequence] = [dataFormat === 'channelsFirst', isSequenceFirst];
    tokens.forEach((value, i) => {
      const [b, n, c] = [Math.floor(i / (all * channels)), Math.floor(i / channels) % all, i % channels];
      const at = turned ? (b * channels + c) * all + n : sequence ? (n * images + b) * channels + c : i;
      data[at] = value;
    });
    const dims = turned
      ? [images, channels, all]
      : sequence
        ? [all, images, channels]
        : [images, all, channels];
    return this.empty.given({ [name]: { dims, data }, ...others });
  }

  /** The vectors of all images where the weights are these, one after the other. */
  vectors(run: HeadRun, weight: (row: number, token: number) => number): readonly number[] | undefined {
    const dims = run.value(this.scores)?.dims;
    const place = dims && this.place(dims);
    if (place === undefined) return undefined;
    const data = new Array<number>(sizeOf(dims!)).fill(0);
    for (let row = 0; row < place.rows; row++) {
      for (let n = 0; n < this.count; n++) data[place.at(row, n)] = weight(row, n);
    }
    const weighed = run.with(this.weights, { dims: dims!, data }, this.following);
    return weighed.value(this.head.site.name)?.data;
  }

  scoresOf(run: HeadRun): HeadScores | undefined {
    const scores = run.value(this.scores);
    const place = scores && this.place(scores.dims);
    return place && { rows: place.rows, at: (row: number, n: number) => scores!.data[place.at(row, n)]! };
  }

  /**
   * Runs with tokens of `length` numbers of which the first is zeros and the others are units, as many at once as there are,
   * and calls `each` with where each of them was, and with 0 for zeros or 1 and more for units.
   */
  eachUnit(
    length: number,
    run: (token: UnitToken) => void,
    each: (image: number, token: number, unit: number) => void,
  ): void {
    const { images, count } = this;
    for (let first = 0; first <= length; first += images * count) {
      const unit = (image: number, token: number): number => first + image * count + token;
      run((image, token, place) => Number(unit(image, token) === place + 1));
      for (let b = 0; b < images; b++) {
        for (let n = 0; n < count && unit(b, n) <= length; n++) each(b, n, unit(b, n));
      }
    }
  }

  private place(dims: readonly number[]) {
    const given = intAttribute(this.softmax, 'axis') ?? (this.head.graph.opset < 13 ? 1 : -1);
    const axis = given < 0 ? given + dims.length : given;
    const inner = sizeOf(dims.slice(axis + 1));
    if (dims[axis] !== this.count) return undefined;
    const at = (row: number, n: number): number =>
      (Math.floor(row / inner) * this.count + n) * inner + (row % inner);
    return { rows: sizeOf(dims) / this.count, at };
  }
}

/** The values inside that follow from one of them, and that itself. */
function followingOf(name: string, { graph, inside }: Head): ReadonlySet<string> {
  const following = new Set([name]);
  const nodes = [...inside].map((at) => graph.graph.node[at]!);
  for (let before = 0; before < following.size; ) {
    before = following.size;
    for (const { input, output } of nodes) {
      if (input.some((one) => following.has(one))) for (const one of output) following.add(one);
    }
  }
  return following;
}
