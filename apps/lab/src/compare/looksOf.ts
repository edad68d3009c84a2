import type { ReadyTokens } from '../extract/readyTokens.ts';
import { imageTokens } from '../look/imageTokens.ts';
import { lookOf } from '../look/lookOf.ts';
import type { Candidate } from '../pool/candidate.ts';
import { evenly } from '../read/evenly.ts';
import type { Looks } from './result.ts';

/** Images that a report of a comparison draws maps of. */
const shown = 3;

/** Where each pooling looks in some of the images; none where the patches are no grid. */
export async function looksOf(
  candidates: readonly Candidate[],
  { images, cache, layout }: ReadyTokens,
  signal: AbortSignal,
): Promise<Looks | undefined> {
  const { grid } = layout;
  if (grid === undefined) return undefined;
  const chosen = evenly([...images.keys()], shown);
  const read = imageTokens(images, cache, layout);
  const weights: Record<string, (readonly number[])[]> = {};
  for (const image of chosen) {
    const tokens = await read(image);
    for (const { name, spec } of candidates) {
      signal.throwIfAborted();
      if (spec.type === 'token') continue;
      weights[name] = [...(weights[name] ?? []), lookOf(tokens, spec, grid).weights];
    }
  }
  return { images: chosen, weights };
}
