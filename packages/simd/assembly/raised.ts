/** `r^(h / 2)`. */
// @ts-ignore: decorator
@inline
export function raised(r: v128, h: i32): v128 {
  const square = f32x4.mul(r, r);
  switch (h) {
    case 1:
      return f32x4.sqrt(r);
    case 2:
      return r;
    case 3:
      return f32x4.mul(r, f32x4.sqrt(r));
    case 4:
      return square;
    case 5:
      return f32x4.mul(square, f32x4.sqrt(r));
    case 6:
      return f32x4.mul(square, r);
    case 7:
      return f32x4.mul(f32x4.mul(square, r), f32x4.sqrt(r));
    case 8:
      return f32x4.mul(square, square);
    case 10:
      return f32x4.mul(f32x4.mul(square, square), r);
    default:
      return f32x4.mul(f32x4.mul(square, square), square);
  }
}
