import type { InferenceSession } from 'onnxruntime-common';
import { refuse } from './refuse.ts';

type Metadata = InferenceSession.ValueMetadata;
type Tensor = Extract<Metadata, { isTensor: true }>;

/** A value with its type and shape, as the model declares them. */
export function showValue(value: Metadata): string {
  return value.isTensor ? `${value.name} ${value.type} [${value.shape.join(', ')}]` : value.name;
}

/** Refuses models of text, those of text and images together, detectors and models that segment, with what was seen in them. */
export function refuseOtherKinds(inputs: readonly Metadata[], outputs: readonly Metadata[]): void {
  const tensors = outputs.filter((output): output is Tensor => output.isTensor);
  refuseText(inputs);
  refuseDetector(inputs, tensors);
  refuseSegmenter(inputs, tensors);
}

function refuseText(inputs: readonly Metadata[]): void {
  const image = imageOf(inputs);
  const ids = inputs.find((input) => input.isTensor && /^int(32|64)$/.test(input.type));
  if (ids === undefined) return;
  if (image === undefined)
    refuse(
      'value',
      'A model must take images',
      `this one takes ${showValue(ids)}, as models of text do`,
      'Open a vision transformer.',
    );
  if (/input_ids|token_ids/.test(ids.name))
    refuse(
      'value',
      'A model must take one image and nothing else',
      `this one takes ${showValue(ids)} beside ${showValue(image)}, as models of text and images do`,
      'Export its vision model alone.',
    );
}

function refuseDetector(inputs: readonly Metadata[], outputs: readonly Tensor[]): void {
  const detected = (came: string): never =>
    refuse(
      'value',
      'A model must give tokens or a feature map of an image',
      `this one gives ${came}, as detectors do`,
      'Open its backbone, or another vision transformer.',
    );
  const box = outputs.find(({ name }) => /box|detection/i.test(name));
  if (box !== undefined) detected(showValue(box));
  // As many rows of four numbers as there are rows of classes.
  const corners = outputs.find(({ shape }) => shape.length === 3 && shape[2] === 4);
  if (corners !== undefined && outputs.length > 1) detected(`${showValue(corners)}, four numbers a row`);
  const [, , height, width] = imageOf(inputs)?.shape ?? [];
  if (typeof height !== 'number' || typeof width !== 'number') return;
  const cells = [8, 16, 32].map((step) => (height / step) * (width / step));
  const all = cells.reduce((sum, count) => sum + count, 0);
  const rows = outputs.find(
    ({ shape }) => shape.length === 3 && shape.some((axis) => axis === all || axis === 3 * all),
  );
  if (rows !== undefined)
    detected(`${showValue(rows)}, a row for each cell of three grids (${cells.join(' + ')} cells)`);
}

/** Every output is a map with a value for each pixel, or for each four by four. */
function refuseSegmenter(inputs: readonly Metadata[], outputs: readonly Tensor[]): void {
  const [, , height, width] = imageOf(inputs)?.shape ?? [];
  const isFine = ({ shape }: Tensor): boolean => {
    const [, , rows, columns] = shape;
    if (shape.length !== 4) return false;
    // Of open lengths the names are compared.
    if (rows === height && columns === width) return true;
    return [rows, columns, height, width].every((side) => typeof side === 'number' && side > 0)
      ? 4 * Number(rows) >= Number(height) && 4 * Number(columns) >= Number(width)
      : false;
  };
  const [first] = outputs;
  if (first === undefined || !outputs.every(isFine)) return;
  refuse(
    'value',
    'A model must give tokens or a feature map of an image',
    `this one gives ${showValue(first)}, a map almost as fine as its image, as models do that segment or redraw it`,
    'Open its backbone, or another vision transformer.',
  );
}

function imageOf(inputs: readonly Metadata[]): Tensor | undefined {
  return inputs.find((input): input is Tensor => input.isTensor && input.shape.length === 4);
}
