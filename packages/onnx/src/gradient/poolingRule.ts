import { recordPoolingGradient } from '../graph/poolingGraph.ts';

import type { PoolingRecord } from '../record/parseRecord.ts';
import type { Fixed } from './graphMath.ts';
import type { Rule, Step } from './rule.ts';

/** The rule of a pooling that was built in as a function: core's own gradient, by the tokens and by each parameter that is an input. */
export const poolingRule =
  ({ spec, dataFormat, channels, reads }: PoolingRecord): Rule =>
  (step) => {
    const { node, x, y, dy, opset, math } = step;
    const [batch = 1, ...sides] = x(0).dims;
    const positions = dataFormat === 'channelsFirst' ? sides.slice(1) : sides.slice(0, -1);
    const position = (name: string | undefined): number => node.input.indexOf(name ?? '', 1);
    const mask = position(reads.mask);
    const live = Object.entries(reads.parameters);
    const at = live.map(([, name]) => position(name));
    const front = live[0] === undefined ? '' : live[0][1].slice(0, live[0][1].length - live[0][0].length);
    const gradient = () =>
      recordPoolingGradient(
        spec,
        {
          ...{ channels, opset, dataFormat, batch, dtype: x(0).kind === 'float64' ? 'float64' : 'float32' },
          image: positions.length > 1 && (positions as [number, number]),
          tokens: positions.length === 1 ? positions[0] : undefined,
          mask: mask < 0 ? undefined : x(mask).kind,
          tokenWeights: reads.tokenWeights !== undefined,
          parameters: live.length > 0 ? 'inputs' : 'baked',
          keepDims: keptIn(y()),
          names: {
            tokens: node.input[0]!,
            pooled: node.output[0]!,
            ...(reads.mask !== undefined && { mask: reads.mask }),
            ...(reads.tokenWeights !== undefined && { tokenWeights: reads.tokenWeights }),
            parameters: front,
          },
        },
        math.recorder,
        dy,
      );
    return node.input.map((_, i) => {
      if (i === 0) return () => shaped(step, gradient().tokens as Fixed, x(0));
      const parameter = at.indexOf(i);
      return parameter < 0 ? undefined : () => gradient().parameters[parameter] as Fixed;
    });
  };

/** Axes of length 1 beside batch and channels. */
function keptIn({ dims }: Fixed): readonly number[] {
  const ones = dims.flatMap((dim, axis) => (axis > 0 && dim === 1 ? [axis] : []));
  return ones.slice(Math.max(ones.length - (dims.length - 2), 0));
}

/** The same value, with lengths that are numbers: the recorder of poolings names those of some results. */
function shaped({ math }: Step, value: Fixed, like: Fixed): Fixed {
  return value.dims.every((dim) => typeof dim === 'number')
    ? value
    : math.node('Reshape', [value, math.list(like.dims)], like.dims);
}
