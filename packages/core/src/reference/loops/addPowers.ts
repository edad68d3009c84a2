/** Adds `share` times a row. */
export function addTimes(sums: Float64Array, row: Float64Array, share: number): void {
  for (let c = 0; c < row.length; c++) sums[c]! += row[c]! * share;
}

/** Adds `share r^p` of a row for a whole `p` of at least 1, by products. */
export function addWholePowers(sums: Float64Array, row: Float64Array, p: number, share: number): void {
  for (let c = 0; c < row.length; c++) {
    const r = row[c]!;
    let u = r;
    for (let k = 1; k < p; k++) u *= r;
    sums[c]! += u * share;
  }
}
