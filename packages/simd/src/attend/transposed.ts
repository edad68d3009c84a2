/** The transpose of each of `batch` matrices. */
export function transposed(data: Float32Array, batch: number, rows: number, columns: number): Float32Array {
  const to = new Float32Array(data.length);
  for (let b = 0; b < batch; b++) {
    const first = b * rows * columns;
    for (let r = 0; r < rows; r++) {
      for (let c = 0; c < columns; c++) to[first + c * rows + r] = data[first + r * columns + c]!;
    }
  }
  return to;
}
