import type { Session } from '@ggem/onnx/run';
import { refuse } from '../refuse.ts';
import type { ModelNames } from './embedder.ts';

/** The usual names of outputs that hold tokens, and of outputs that hold vectors. */
const usual = {
  tokens: ['last_hidden_state', 'tokens'],
  vectors: ['pooled', 'image_embeds', 'pooler_output'],
} as const;

/** A session, and all outputs that it has: `outputNames` of onnxruntime's sessions. */
export type NamedSession = Session & { readonly outputNames?: readonly string[] };

/** The names to use. Throws a `GgemError` with code `value` where a name is not in the model, or where several would do. */
export function chooseNames(
  session: NamedSession,
  wants: keyof typeof usual,
  { input, output }: ModelNames = {},
): Required<{ readonly [K in keyof ModelNames]: string }> {
  const outputs = session.outputNames ?? [];
  const found = usual[wants].filter((name) => outputs.includes(name));
  return {
    input: choose('input', session.inputNames, input, []),
    output: choose('output', outputs, output, found),
  };
}

function choose(
  kind: 'input' | 'output',
  names: readonly string[],
  given: string | undefined,
  usual: readonly string[],
): string {
  if (given !== undefined && names.includes(given)) return given;
  if (given === undefined && names.length === 1) return names[0]!;
  if (given === undefined && usual.length === 1) return usual[0]!;
  return refuse('value', 'createEmbedder', {
    rule: `model.${kind} must be one of ${names.join(', ')}`,
    came: given ?? 'none',
    fix: 'Name the one to use.',
  });
}
