import type { Session } from '@ggem/onnx/run';
import { refuse } from '../refuse.ts';

/** The shape that a model declares for its input; an open length is `undefined`. */
export interface InputShape {
  readonly batch: number | undefined;
  readonly height: number | undefined;
  readonly width: number | undefined;
}

/** Reads the shape `[batch, 3, height, width]` of an input. Throws a `GgemError` with code `shape` for any other. */
export function inputShape({ inputMetadata }: Session, name: string): InputShape {
  const metadata = inputMetadata.find((one) => one.name === name);
  const shape = metadata?.isTensor ? metadata.shape : [];
  const [batch, channels, height, width] = shape.map((axis) =>
    typeof axis === 'number' && axis > 0 ? axis : undefined,
  );
  if (shape.length !== 4 || (channels ?? 3) !== 3) {
    refuse('shape', 'createEmbedder', {
      rule: `input ${name} must take pixels, [batch, 3, height, width]`,
      came: `[${shape.join(', ')}]`,
      fix: 'Channels first and three colours are what exporters write; name another input, or transpose in the model.',
    });
  }
  return { batch, height, width };
}
