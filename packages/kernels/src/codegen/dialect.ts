/** How kernels are written for a device where one way does not suit all. */
export interface Dialect {
  /** WebAssembly calls JavaScript for exponentials and logarithms, which arithmetic in its place outruns. */
  readonly spellsOut: boolean;
  /**
   * How NaN gets through a largest value. `Math.max` carries it in JavaScript and WebAssembly. What shaders do with it
   * is their choice: WGSL chooses between two values for free, in GLSL a choice costs as much as reading a texture.
   */
  readonly largest: 'max' | 'choice' | 'arithmetic';
}
