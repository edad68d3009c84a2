import { type PoolingSpecInput, partsOf, withParts } from '@ggem/core';

/** A spec that leaves out the first tokens. It stays as it is if it says itself how many, or chooses a token. */
export function withPrefix(spec: PoolingSpecInput, prefixTokens: number): PoolingSpecInput {
  if (prefixTokens === 0 || spec.type === 'token' || saysPrefix(spec)) return spec;
  // In a list of parts, a token would count from the prefix of the whole, so that each other part leaves the prefix out.
  if (!('parts' in spec) || !choosesToken(spec)) return { ...spec, prefixTokens };
  return { ...spec, parts: spec.parts.map((part) => withPrefix(part, prefixTokens)) };
}

/** Whether a spec leaves the number of prefix tokens open, so that the model may give it. */
export function takesPrefix(spec: PoolingSpecInput): boolean {
  return spec.type !== 'token' && !saysPrefix(spec);
}

function saysPrefix(spec: PoolingSpecInput): boolean {
  return withParts(spec).some((one) => 'prefixTokens' in one && one.prefixTokens !== undefined);
}

function choosesToken(spec: PoolingSpecInput): boolean {
  return spec.type === 'token' || ('parts' in spec && partsOf(spec).some((part) => choosesToken(part.spec)));
}
