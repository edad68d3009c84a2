import { refuse } from '../refuse.ts';
import type { Embeddings } from './embedder.ts';

/** All batches as one; of no images, `[0, 0]`. Throws a `GgemError` with code `shape` where images have different numbers of tokens. */
export async function joinEmbeddings(batches: AsyncIterable<Embeddings>): Promise<Embeddings> {
  const parts: Embeddings[] = [];
  for await (const part of batches) {
    const like = parts[0]?.shape.slice(1) ?? part.shape.slice(1);
    if (like.join() !== part.shape.slice(1).join()) {
      refuse('shape', 'embed', {
        rule: `all images must give the shape of the first, [${like.join(', ')}]`,
        came: `[${part.shape.slice(1).join(', ')}]`,
        fix: 'Pool their tokens, or take them batch by batch: stream.',
      });
    }
    parts.push(part);
  }
  const length = parts.reduce((sum, { data }) => sum + data.length, 0);
  const count = parts.reduce((sum, { images }) => sum + images.length, 0);
  const [data, images] = [new Float32Array(length), new Int32Array(count)];
  let [at, row] = [0, 0];
  for (const part of parts) {
    data.set(part.data, at);
    images.set(part.images, row);
    at += part.data.length;
    row += part.images.length;
  }
  return { data, shape: [count, ...(parts[0]?.shape.slice(1) ?? [0])], images };
}
