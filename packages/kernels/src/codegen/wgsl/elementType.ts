/** The type of an array's elements: float32, or words of two float16; of four values in a vector. */
export function elementType(isHalf: boolean, isWide: boolean): string {
  if (isHalf) return isWide ? 'vec2u' : 'u32';
  return isWide ? 'vec4f' : 'f32';
}
