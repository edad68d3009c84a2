import { axisOf, type Rule } from '../rule.ts';

/** Numbers around a value: `dx` is `dy` without them. */
export const pad: Rule = ({ x, dy, has, known, text, math, refuse }) => [
  () => {
    const mode = text('mode') ?? 'constant';
    if (mode !== 'constant') refuse(`mode ${mode}`);
    const pads = known(1);
    if (pads === undefined) return refuse('a width that depends on the input of a run');
    const axes = has(3) ? known(3)?.map((axis) => axisOf(axis, x(0))) : x(0).dims.map((_, i) => i);
    if (axes === undefined) return refuse('axes that depend on the input of a run');
    return axes.reduce((cut, axis, i) => {
      const [before, behind] = [pads[i]!, pads[i + axes.length]!];
      const inner = math.slice(cut, axis, Math.max(before, 0), cut.dims[axis]! - Math.max(behind, 0));
      const count = (at: number) => inner.dims.map((_, other) => (other === axis ? Math.max(-at, 0) : 0));
      return math.pad(inner, count(before), count(behind));
    }, dy);
  },
];
