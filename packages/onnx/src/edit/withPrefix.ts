import { type PoolingSpecInput, partsOf, withParts } from '@ggem/core';

/** A spec that leaves out the first tokens; as it was where it says itself how many, or is the choice of a token. */
export function withPrefix(spec: PoolingSpecInput, prefixTokens: number): PoolingSpecInput {
  if (prefixTokens === 0 || spec.type === 'token' || saysPrefix(spec)) return spec;
  // A token in a list counts after the prefix of the whole, so there the other parts leave it out. Regions have no prefix.
  if (!('parts' in spec) || !choosesToken(spec)) return { ...spec, prefixTokens };
  return { ...spec, parts: spec.parts.map((part) => withPrefix(part, prefixTokens)) };
}

/** Whether it leaves the number open, so that the model may tell. */
export function takesPrefix(spec: PoolingSpecInput): boolean {
  return spec.type !== 'token' && !saysPrefix(spec);
}

function saysPrefix(spec: PoolingSpecInput): boolean {
  return withParts(spec).some((one) => 'prefixTokens' in one && one.prefixTokens !== undefined);
}

function choosesToken(spec: PoolingSpecInput): boolean {
  return spec.type === 'token' || ('parts' in spec && partsOf(spec).some((part) => choosesToken(part.spec)));
}
