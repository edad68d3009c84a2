import { sliceRows } from '../../shapes/sliceRows.ts';
import { axisOf, type Gradient, type Rule } from '../rule.ts';
import { sumGradients } from '../sumGradients.ts';
import { backToRows } from './gather.ts';

/** A part of axes, perhaps every so many: `dx` is `dy` there, else 0. */
export const slice: Rule = ({ x, has, known, dy, math, refuse }) => [
  () => {
    const { dims } = x(0);
    const [starts, ends] = [known(1), known(2)];
    const axes = has(3) ? known(3) : starts?.map((_, i) => i);
    const steps = has(4) ? known(4) : starts?.map(() => 1);
    if (starts === undefined || ends === undefined || axes === undefined || steps === undefined) {
      return refuse('bounds that depend on the input of a run');
    }
    // One axis after the other, the last one first.
    return axes.reduceRight((gradient: Gradient, given, i): Gradient => {
      const axis = axisOf(given, x(0));
      const inside = 'axis' in gradient ? undo(gradient) : gradient;
      return backToRows(
        math,
        inside,
        axis,
        sliceRows(dims[axis]!, starts[i]!, ends[i]!, steps[i]!),
        dims[axis]!,
      );
    }, dy);

    function undo(part: Exclude<Gradient, typeof dy>): typeof dy {
      const shape = part.value.dims.map((dim, i) => (i === part.axis ? dims[i]! : dim));
      return sumGradients(math, [part], shape);
    }
  },
];
