import type { InferenceSession } from 'onnxruntime-common';
import { refuse } from './refuse.ts';

type Metadata = InferenceSession.ValueMetadata;

/** Refuses models of text and detectors, with what was seen in them, and gives the one input for images. */
export function imageInput(
  inputs: readonly Metadata[],
  outputs: readonly Metadata[],
): {
  readonly name: string;
  readonly batch: number | undefined;
  readonly height: number | undefined;
  readonly width: number | undefined;
} {
  const ids = inputs.find((input) => input.isTensor && /^int(32|64)$/.test(input.type));
  if (ids !== undefined) {
    refuse(
      'value',
      'A model must take images',
      `this one takes ${show(ids)}, as models of text do`,
      'Open a vision transformer.',
    );
  }
  const box = outputs.find(({ name }) => /box|bbox|detection/i.test(name));
  if (box !== undefined) {
    refuse(
      'value',
      'A model must give tokens of an image',
      `this one gives ${show(box)}, as detectors do`,
      'Open its backbone, or another vision transformer.',
    );
  }
  const image = inputs.find((input) => input.isTensor && input.shape.length === 4);
  const [batch, channels, height, width] = image?.isTensor ? image.shape.map(fixed) : [];
  if (image === undefined || inputs.length > 1 || (channels ?? 3) !== 3) {
    const came = inputs.map(show).join(' and ') || 'nothing';
    refuse(
      'shape',
      'A model must take one image, [batch, 3, height, width]',
      `this one takes ${came}`,
      'Export it with this input.',
    );
  }
  return { name: image.name, batch, height, width };
}

function fixed(axis: number | string): number | undefined {
  return typeof axis === 'number' && axis > 0 ? axis : undefined;
}

function show(value: Metadata): string {
  return value.isTensor ? `${value.name} ${value.type} [${value.shape.join(', ')}]` : value.name;
}
