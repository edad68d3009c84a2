/** Numbers of any nesting after one another. */
export function flatten(values: unknown): Float32Array {
  if (values instanceof Float32Array) return values;
  const list = values as readonly unknown[];
  if (typeof list[0] === 'number') return Float32Array.from(list as readonly number[]);
  const parts = list.map(flatten);
  const flat = new Float32Array(parts.reduce((total, { length }) => total + length, 0));
  let at = 0;
  for (const part of parts) {
    flat.set(part, at);
    at += part.length;
  }
  return flat;
}
