import { decodeImage } from '@ggem/embed';
import type { BrokenImage, HashedImage } from './hashImages.ts';

/** Images decoded at the same time, which sharp spreads over its threads. */
const atOnce = 16;

/** The images that cannot be decoded, and why. */
export async function unreadable(
  images: readonly HashedImage[],
  signal: AbortSignal,
): Promise<readonly BrokenImage[]> {
  const broken: BrokenImage[] = [];
  for (let at = 0; at < images.length; at += atOnce) {
    signal.throwIfAborted();
    const tries = images.slice(at, at + atOnce).map(({ path, name }) =>
      decodeImage(path).then(
        () => [],
        ({ message, cause }: Error) => {
          // libvips says the same of several steps, a line each.
          const [why = ''] = (cause instanceof Error ? cause.message : message).split('\n');
          return [{ name, why }];
        },
      ),
    );
    broken.push(...(await Promise.all(tries)).flat());
  }
  return broken;
}
