/** Names that a kernel gives to its other arguments. */
const taken = new Set([
  'tokens',
  'mask',
  'tokenWeights',
  'dy',
  'tokenIndex',
  'inf',
  'nan',
  'constants',
  'result',
]);

/** A parameter's name as one of a kernel's arguments: `parts.0.p` is `parts0p`, and one that is taken gets a tail. */
export function argumentName(parameter: string): string {
  const name = parameter.replace(/\W/g, '');
  return taken.has(name) || /^part\d+$/.test(name) ? `${name}Parameter` : name;
}
