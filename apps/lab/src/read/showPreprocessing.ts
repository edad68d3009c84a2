import type { Preprocessing } from '@ggem/embed';

/** Preprocessing in words: `shortest side to 248 (bicubic), middle 224 × 224, × 1/255, - 0.5, / 0.5`. */
export function showPreprocessing({ resize, crop, scale, mean, deviation }: Preprocessing): string {
  const all = (three: readonly number[]): string =>
    three.every((one) => one === three[0]) ? String(three[0]) : `(${three.join(', ')})`;
  return [
    ...(resize === undefined ? [] : [resized(resize)]),
    ...(crop === undefined ? [] : [`the middle ${crop.height} × ${crop.width}`]),
    scale === 1 / 255 ? 'values / 255' : `values × ${scale}`,
    `minus mean ${all(mean)}`,
    `over deviation ${all(deviation)}`,
  ].join(', ');
}

function resized(resize: NonNullable<Preprocessing['resize']>): string {
  const how = `(${resize.resample})`;
  if (resize.to === 'shortest') return `shortest side to ${resize.side} ${how}`;
  return `${resize.to === 'exact' ? 'resized to' : 'resized to cover'} ${resize.height} × ${resize.width} ${how}`;
}
