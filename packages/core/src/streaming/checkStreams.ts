import { GgemError } from '../errors.ts';
import { checkChannels } from '../facts/checkChannels.ts';
import {
  type GemSpec,
  type GgemSpec,
  isPowerMean,
  type LseSpec,
  type MaxSpec,
  type MeanSpec,
  type MeanSqrtLenSpec,
  type PoolingSpec,
  type TokenSpec,
} from '../spec/spec.ts';
import type { StreamShape } from './poolingState.ts';

/** The poolings that can be computed piece by piece. */
export type StreamedSpec = TokenSpec | MeanSpec | MaxSpec | GemSpec | GgemSpec | LseSpec | MeanSqrtLenSpec;

/** Throws where a pooling cannot be streamed, or lacks what it needs for it. */
export function checkStreams(
  spec: PoolingSpec,
  { batch, channels, lowest }: StreamShape,
): asserts spec is StreamedSpec {
  const fail = (code: 'spec' | 'shape', message: string): never => {
    throw new GgemError(code, `${spec.type}: ${message}`);
  };
  checkChannels(spec, channels);
  const instead = alternative(spec);
  if (instead !== undefined) fail('spec', instead);
  const shifts = isPowerMean(spec) && spec.negatives === 'shift';
  if (shifts && lowest === undefined) {
    fail(
      'spec',
      'negatives "shift" needs the smallest token of the whole before the first is pooled, but lowest is missing. Stream { "type": "max" } over the negated tokens first, and give its negated result as lowest.',
    );
  }
  if (lowest === undefined) return;
  if (!shifts) fail('spec', 'lowest belongs to negatives "shift", but it came without. Leave it out.');
  if (lowest.length !== batch * channels) {
    fail(
      'shape',
      `lowest must hold ${batch * channels} values for [batch, channels], but ${lowest.length} came. Check shape [${batch}, ${channels}].`,
    );
  }
}

/** Why a pooling cannot be streamed, and what can instead. */
function alternative(spec: PoolingSpec): string | undefined {
  if (spec.after?.some((step) => step !== 'l2')) {
    return 'a state has no place for the matrix of a whitening. Stream without it, and whiten the pooled vector.';
  }
  switch (spec.type) {
    case 'token':
      if (spec.index === 'last' || spec.index >= -1) return undefined;
      return `a stream knows positions from its start and its last token, but index ${spec.index} came. Use -1, "last" or a position from 0.`;
    case 'mean':
    case 'max':
    case 'gem':
    case 'ggem':
    case 'lse':
    case 'meanSqrtLen':
      return undefined;
    case 'positionWeightedMean':
      return 'a piece does not know where its tokens stand. Stream { "type": "mean" } with the positions as weights.';
    case 'attention':
      return 'its states would hold softmaxes, which are not built. Pool it at once.';
    case 'mix':
    case 'concat':
      return 'it has several states. Stream each of its parts, and put their vectors together.';
    case 'regional':
    case 'pyramid':
      return 'its regions need the whole grid. Stream each region by a mask of its own.';
    default:
      return spec satisfies never;
  }
}
