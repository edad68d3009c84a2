import { dataType } from '../proto/onnx.ts';
import type { Dim } from '../shapes/shape.ts';
import type { Inspected } from './inspectModel.ts';
import type { TokensSource } from './tokensSource.ts';
import { upstream } from './upstream.ts';
import { isUsedAsMask } from './usedAsMask.ts';

/** Types of masks whose use is looked at: whole numbers and booleans. */
const whole: readonly number[] = [dataType.bool, dataType.int32, dataType.int64];
const types: readonly number[] = [...whole, dataType.float32, dataType.float16, dataType.float64];

/**
 * Names of the values of a model that fit as a mask of its tokens: inputs `[batch, tokens]` that are called a mask, are
 * booleans or are used as a mask. If there is none, values that the model computes from its whole numbers and uses as a mask.
 *
 * An input belongs to the tokens that are computed from it or from other whole numbers of the same shape, such as ids: a
 * mask of texts is none of images in the same model. Masks of feature maps are often larger than the map, so that they count
 * only if every length is known to be the same.
 */
export function fittingMasks(inspected: Inspected, source: TokensSource): readonly string[] {
  const { model, live, infos, sites } = inspected;
  const own = sites.flatMap(({ tokens, mask }) =>
    tokens === source.name && mask !== undefined ? [mask] : [],
  );
  // The mask that the model's own pooling of these tokens reads, whatever its name.
  if (own.length > 0) return [...new Set(own)];
  const before = upstream(inspected, source.name);
  const inputs = model.graph.input.map(({ name }) => name).filter((name) => live.has(name));
  const wanted = [source.batch, ...source.positions];
  const dimsOf = (name: string): readonly Dim[] => infos.get(name)?.dims ?? [];
  const isOf = (name: string, allowed: readonly number[]): boolean =>
    allowed.includes(infos.get(name)?.type ?? -1);
  const ids = inputs.filter((name) => before.has(name) && isOf(name, whole) && dimsOf(name).length === 2);
  const isFitting = (name: string): boolean => {
    const dims = dimsOf(name);
    if (dims.length !== wanted.length || !mayAgree(dims, wanted)) return false;
    if (doAgree(dims, wanted)) return true;
    if (source.rank !== 3) return false;
    return before.has(name) || ids.some((id) => mayAgree(dims, dimsOf(id)));
  };

  const isMask = (name: string): boolean =>
    // Models that learn to fill in gaps have inputs that say what is masked: these are no masks of padding.
    (isOf(name, [dataType.bool]) && !/masked/i.test(name)) ||
    (isOf(name, types) && /mask(?!ed)/i.test(name)) ||
    (isOf(name, whole) && isUsedAsMask(inspected, name));
  const isWhole = (name: string): boolean => {
    const parts = upstream(inspected, name);
    return inputs.every((input) => isOf(input, whole) || !parts.has(input));
  };
  const found = inputs.filter((name) => isFitting(name) && isMask(name));
  // In a model of two texts, the axes of the right mask have the names of those of the ids.
  const near = found.filter((name) => ids.some((id) => !namesDiffer(dimsOf(name), dimsOf(id))));
  if (found.length > 0) return near.length > 0 ? near : found;
  const computed = model.graph.node.flatMap(({ output }) => output.slice(0, 1));
  const used = computed.filter(
    (name) =>
      isOf(name, [dataType.bool]) &&
      live.has(name) &&
      isFitting(name) &&
      isUsedAsMask(inspected, name) &&
      isWhole(name),
  );
  // Of several forms of the same mask, the last is taken, which is nearest to its use.
  const parts = new Map(used.map((name) => [name, upstream(inspected, name)]));
  return used.filter((name) => !used.some((other) => other !== name && parts.get(other)!.has(name)));
}

/** Whether no length is known to differ. */
function mayAgree(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.every((dim, i) => typeof dim !== 'number' || typeof b[i] !== 'number' || dim === b[i]);
}

/** Whether every length is known to be the same. */
function doAgree(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.every((dim, i) => dim !== undefined && dim === b[i]);
}

function namesDiffer(a: readonly Dim[], b: readonly Dim[]): boolean {
  return a.some((dim, i) => typeof dim === 'string' && typeof b[i] === 'string' && dim !== b[i]);
}
