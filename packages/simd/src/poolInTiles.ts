import { constants } from './generated/layout.ts';
import type { KernelSpec } from './hasKernels.ts';
import type { Shape } from './tokenArray.ts';
import type { Numbers } from './tokenData.ts';
import type { Placed } from './workspaces.ts';

/** Pools tokens that lie outside of the kernels' memory tile by tile, so that memory does not grow with their number. */
export function poolInTiles(
  { workspace, tokens, staged }: Placed & { readonly staged: Float32Array | Uint16Array },
  spec: KernelSpec,
  { data }: Numbers,
  [batch, count, channels]: Shape,
): void {
  const { kernels, job } = workspace;
  const scratch = workspace.scratch(0);
  for (let image = 0; image < batch; image++) {
    const eachTile = (feed: (begin: number, end: number) => void) => {
      for (let begin = spec.prefixTokens; begin < count; begin += constants.TILE) {
        const end = Math.min(begin + constants.TILE, count);
        const first = image * count;
        staged.set(data.subarray((first + begin) * channels, (first + end) * channels));
        feed(begin, end);
      }
    };
    kernels.open(scratch, 0, channels);
    if ('negatives' in spec && spec.negatives === 'shift') {
      eachTile((begin, end) => kernels.feedLowest(job, scratch, image, begin, end, 0, channels, tokens));
    }
    eachTile((begin, end) => kernels.feed(job, scratch, image, begin, end, 0, channels, tokens));
    kernels.close(job, scratch, image, 0, channels);
  }
}
