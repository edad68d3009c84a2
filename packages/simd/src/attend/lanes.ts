import { type GroupLayout, groupOf } from '@ggem/core';
import { constants } from '../generated/layout.ts';

/**
 * Where channels lie in the kernels' memory: group by group, each filled up to whole vectors, since the channels of a vector
 * share their weight.
 */
export class Lanes {
  readonly groups: number;
  /** Numbers of a token. */
  readonly count: number;
  /** The lane of each channel. */
  readonly ofChannel: Int32Array;
  /** Whether every channel is where it was. */
  readonly isPlain: boolean;
  /** The channel of each lane; one that fills up stands for the last channel of its group. */
  private readonly channels: Int32Array;

  constructor(layout: GroupLayout) {
    const { groups, channels } = layout;
    const { LANES } = constants;
    const width = channels / groups;
    const room = groups === 1 ? width : Math.ceil(width / LANES) * LANES;
    const taken = new Int32Array(groups);
    this.groups = groups;
    this.count = groups * room;
    this.ofChannel = new Int32Array(channels);
    this.channels = new Int32Array(this.count);
    for (let c = 0; c < channels; c++) {
      const group = groupOf(c, layout);
      const lane = group * room + taken[group]!++;
      this.ofChannel[c] = lane;
      this.channels.fill(c, lane, (group + 1) * room);
    }
    this.isPlain = this.ofChannel.every((lane, c) => lane === c) && this.count === channels;
  }

  /** Brings rows of channels to their lanes. Lanes that fill up get `rest`. */
  place(rows: ArrayLike<number>, lanes: Float32Array, rest: number): void {
    if (this.isPlain) {
      lanes.set(rows);
      return;
    }
    lanes.fill(rest);
    this.eachRow(lanes.length, (fromChannel, fromLane) => {
      this.ofChannel.forEach((lane, c) => {
        lanes[fromLane + lane] = rows[fromChannel + c]!;
      });
    });
  }

  /** The channels of rows of lanes; the same array where nothing lies apart. */
  take(lanes: Float32Array): Float32Array {
    if (this.isPlain) return lanes;
    const rows = new Float32Array((lanes.length / this.count) * this.ofChannel.length);
    this.eachRow(lanes.length, (fromChannel, fromLane) => {
      this.ofChannel.forEach((lane, c) => {
        rows[fromChannel + c] = lanes[fromLane + lane]!;
      });
    });
    return rows;
  }

  /** What channels have, for every lane. */
  spread(ofChannels: Float32Array): Float32Array {
    return Float32Array.from(this.channels, (c) => ofChannels[c]!);
  }

  private eachRow(length: number, row: (fromChannel: number, fromLane: number) => void): void {
    const width = this.ofChannel.length;
    for (let i = 0, lane = 0; lane < length; i += width, lane += this.count) row(i, lane);
  }
}
