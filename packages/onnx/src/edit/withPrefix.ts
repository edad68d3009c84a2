import type { PoolingSpecInput } from '@ggem/core';

/** A spec that leaves out the first tokens; as it was where it says itself how many, or is the choice of a token. */
export function withPrefix(spec: PoolingSpecInput, prefixTokens: number): PoolingSpecInput {
  if (prefixTokens === 0 || spec.type === 'token' || saysPrefix(spec)) return spec;
  const parts = partsOf(spec);
  // A token in a part counts after the prefix of the whole, so there the other parts leave it out.
  if (!parts.some(choosesToken)) return { ...spec, prefixTokens };
  return { ...spec, parts: parts.map((part) => withPrefix(part, prefixTokens)) } as PoolingSpecInput;
}

/** Whether it leaves the number open, so that the model may tell. */
export function takesPrefix(spec: PoolingSpecInput): boolean {
  return spec.type !== 'token' && !saysPrefix(spec);
}

function saysPrefix(spec: PoolingSpecInput): boolean {
  return ('prefixTokens' in spec && spec.prefixTokens !== undefined) || partsOf(spec).some(saysPrefix);
}

function choosesToken(spec: PoolingSpecInput): boolean {
  return spec.type === 'token' || partsOf(spec).some(choosesToken);
}

function partsOf(spec: PoolingSpecInput): readonly PoolingSpecInput[] {
  if ('parts' in spec) return spec.parts;
  return 'part' in spec && spec.part !== undefined ? [spec.part] : [];
}
