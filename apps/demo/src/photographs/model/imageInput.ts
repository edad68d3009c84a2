import type { InferenceSession } from 'onnxruntime-common';
import { refuse } from './refuse.ts';
import { refuseOtherKinds, showValue } from './refuseOtherKinds.ts';

type Metadata = InferenceSession.ValueMetadata;

/** The one input for images; lengths that are open are absent. */
export interface ImageInput {
  readonly name: string;
  readonly batch: number | undefined;
  readonly height: number | undefined;
  readonly width: number | undefined;
}

/** Gives the one input for images, and refuses models that take or give something else, with what was seen in them. */
export function imageInput(inputs: readonly Metadata[], outputs: readonly Metadata[]): ImageInput {
  refuseOtherKinds(inputs, outputs);
  const image = inputs.find((input) => input.isTensor && input.shape.length === 4);
  const [batch, channels, height, width] = image?.isTensor ? image.shape.map(fixed) : [];
  if (image === undefined || inputs.length > 1 || (channels ?? 3) !== 3) {
    const came = inputs.map(showValue).join(' and ') || 'nothing';
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
