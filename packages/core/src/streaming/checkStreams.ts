import { checkGroups } from '../checkGroups.ts';
import { GgemError } from '../errors.ts';
import { isPowerMean, type PoolingSpec } from '../spec.ts';
import type { StreamShape } from './poolingState.ts';

/** Throws where a pooling cannot be streamed, or lacks what it needs for it. */
export function checkStreams(spec: PoolingSpec, { batch, channels, lowest }: StreamShape): void {
  const fail = (code: 'spec' | 'shape', message: string): never => {
    throw new GgemError(code, `${spec.type}: ${message}`);
  };
  checkGroups(spec, channels);
  if (spec.type === 'token' && spec.index !== 'last' && spec.index < -1) {
    fail(
      'spec',
      `a stream knows positions from its start and its last token, but index ${spec.index} came. Use -1, "last" or a position from 0.`,
    );
  }
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
