import { GgemError } from '../errors.ts';
import { checkChannels } from '../facts/channels.ts';
import { definitionOf } from '../facts/poolings.ts';
import { stepOf } from '../pooling/after/after.ts';
import type { StreamedByPooling, StreamedByPosition, Streaming } from '../pooling/streamRule.ts';
import { countsFromFirstKept, prefixOf } from '../spec/parts.ts';
import type { PoolingSpec } from '../spec/spec.ts';
import type { StreamShape } from './streamShape.ts';

/** How the tokens of a spec may come in pieces, or why not. */
export function streamingOf(spec: PoolingSpec): Streaming {
  for (const step of spec.after ?? []) {
    const instead = stepOf(step).streamRefusal;
    if (instead !== undefined) return { by: 'nothing', instead };
  }
  if (countsFromFirstKept(spec) && prefixOf(spec) > 0) {
    return {
      by: 'nothing',
      instead:
        'a piece does not know whether the first kept token of the whole is in it, so that countFrom "firstKept" has no place to count from. Drop the prefix by the mask.',
    };
  }
  return definitionOf(spec).streaming(spec);
}

/** The same for a spec that is to be streamed. Throws where it cannot be, or where `shift` lacks its `lowest`. */
export function checkStreams(
  spec: PoolingSpec,
  { batch, channels, lowest }: StreamShape,
): StreamedByPooling | StreamedByPosition {
  const fail = (code: 'spec' | 'shape', message: string): never => {
    throw new GgemError(code, `${spec.type}: ${message}`);
  };
  checkChannels(spec, channels);
  const streaming = streamingOf(spec);
  if (streaming.by === 'nothing') return fail('spec', streaming.instead);
  const shifts = streaming.by === 'pooling' && streaming.shiftedBy !== undefined;
  if (shifts && lowest === undefined) {
    fail(
      'spec',
      'negatives "shift" needs the smallest token of the whole before the first is pooled, but lowest is missing. Stream { "type": "max" } over the negated tokens first, and give its negated result as lowest.',
    );
  }
  if (lowest === undefined) return streaming;
  if (!shifts) fail('spec', 'lowest belongs to negatives "shift", but it came without. Leave it out.');
  if (lowest.length !== batch * channels) {
    fail(
      'shape',
      `lowest must hold ${batch * channels} values for [batch, channels], but ${lowest.length} came. Check shape [${batch}, ${channels}].`,
    );
  }
  return streaming;
}
