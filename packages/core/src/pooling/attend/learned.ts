import { type Parameter, startingFrom } from '../../spec/parameter.ts';
import type { AttendSpec } from '../../spec/spec.ts';

/** The length of each axis of a parameter, under the name of what the axis counts. */
export type Axes = Readonly<Record<string, number>>;

/** A parameter from which scores are computed; no spec can hold its values. */
export function learned(
  { trainable }: AttendSpec,
  name: string,
  axes: Axes,
  start: (size: number) => readonly number[] = zeros,
): Parameter {
  const shape = Object.values(axes);
  const parameter = { name, shape, axes: Object.keys(axes), trainable, range: null, required: true } as const;
  return startingFrom(parameter, () => start(shape.reduce((product, length) => product * length)));
}

function zeros(size: number): readonly number[] {
  return new Array<number>(size).fill(0);
}
