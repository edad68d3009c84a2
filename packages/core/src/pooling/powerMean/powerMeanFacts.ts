import { float32 } from '../../ops/ops.ts';
import { trainedKeys } from '../../spec/exponentKeys.ts';
import { startingFrom } from '../../spec/parameter.ts';
import { number, oneOf, preset, type Rules } from '../../spec/rules.ts';
import type { PowerMeanSpec, PowerSpec } from '../../spec/spec.ts';
import type { PoolingFacts } from '../definition.ts';
import { oneToken, sameChannels, takesAny } from '../plainFacts.ts';
import { type Streaming, streamedAlike, streamedAttending } from '../streamRule.ts';
import { defaultEps, exponentGroups, fixedExponents } from './exponent.ts';

const epsRule = `must be a number from ${float32.tiny} (the smallest normal float32) to 1e30. The default is ${defaultEps.toExponential()}.`;

/** What every power mean takes. */
export const powerKeys: typeof trainedKeys & Rules<Pick<PowerSpec, 'negatives' | 'eps'>> = {
  ...trainedKeys,
  negatives: preset(
    oneOf(['clamp', 'shift', 'abs', 'error'], 'must be "clamp", "shift", "abs" or "error".'),
    'clamp',
  ),
  eps: preset(number(epsRule, { from: float32.tiny, to: 1e30 }), defaultEps),
};

/** What all power means have in common. */
export const powerMeanFacts: Pick<
  PoolingFacts<PowerMeanSpec>,
  | 'parameters'
  | 'width'
  | 'checkTokens'
  | 'fewestTokens'
  | 'refusesNegatives'
  | 'streaming'
  | 'groups'
  | 'identity'
> = {
  parameters: (spec) => {
    const { trainable, range } = spec;
    const shape = [exponentGroups(spec).groups];
    return [
      startingFrom({ name: 'p', shape, axes: ['groups'], trainable, range }, () => fixedExponents(spec)),
    ];
  },
  width: sameChannels,
  checkTokens: takesAny,
  fewestTokens: oneToken,
  refusesNegatives: ({ negatives }) => negatives === 'error',
  streaming: (spec) => (spec.negatives === 'shift' ? shifted(spec) : streamedAttending(spec)),
  groups: exponentGroups,
  identity: 'y = (Σ w x̃^-p)^(-1/p)',
};

function shifted(spec: PowerMeanSpec): Streaming {
  if (spec.attend !== undefined) {
    return {
      by: 'nothing',
      instead:
        'negatives "shift" moves the tokens before they are pooled, while their scores look at them as they are. Pool it at once.',
    };
  }
  // Shifted tokens are positive already.
  return { ...streamedAlike({ ...spec, negatives: 'clamp' }), shiftedBy: spec.eps };
}
