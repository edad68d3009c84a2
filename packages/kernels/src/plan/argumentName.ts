/** Names of the other arguments of kernels. */
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

/** The name of a parameter as an argument of a kernel: `parts0p` for `parts.0.p`, with an ending if the name is taken. */
export function argumentName(parameter: string): string {
  const name = parameter.replace(/\W/g, '');
  return taken.has(name) || /^part\d+$/.test(name) ? `${name}Parameter` : name;
}
