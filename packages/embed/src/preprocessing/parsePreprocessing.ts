import { GgemError } from '@ggem/core/bare';
import { fromTimm } from './fromTimm.ts';
import { fromTransformers } from './fromTransformers.ts';
import type { Preprocessing } from './preprocessing.ts';
import { objectOf } from './readFields.ts';

/**
 * What a model wants its images to be, from the file beside it: `preprocessor_config.json` of transformers or transformers.js, or
 * timm's `config.json`, as text or parsed. Which of both it is, its fields say.
 *
 * Nothing is guessed: throws a `GgemError` with code `format` for a file that is neither, and for a field that is missing, wrong
 * or asks for a step that there is not.
 */
export function parsePreprocessing(config: unknown): Preprocessing {
  const fields = objectOf(typeof config === 'string' ? parse(config) : config);
  if (fields && (objectOf(fields.pretrained_cfg) || 'input_size' in fields)) return fromTimm(fields);
  if (
    fields &&
    ['image_mean', 'image_processor_type', 'feature_extractor_type', 'do_resize', 'do_normalize'].some(
      (name) => name in fields,
    )
  ) {
    return fromTransformers(fields);
  }
  throw new GgemError(
    'format',
    'parsePreprocessing: config must be a preprocessor_config.json, or a config.json of timm with its pretrained_cfg, but it has the fields of neither. Give that file, or the preprocessing itself.',
  );
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new GgemError(
      'format',
      'parsePreprocessing: config must be JSON, but it cannot be parsed. Give the text of the file.',
      { cause },
    );
  }
}
