/** Up to this k, it is faster to keep a list of the k largest than to partition all numbers. */
const few = 64;

/** The k-th largest number, k from 1. Puts the numbers into another order. */
export function kthLargest(values: Float32Array, k: number): number {
  return k <= few ? lastOfLargest(values, k) : byParting(values, k);
}

function lastOfLargest(values: Float32Array, k: number): number {
  const largest = values.slice(0, k).sort().reverse();
  for (let i = k; i < values.length; i++) {
    const value = values[i]!;
    if (value <= largest[k - 1]!) continue;
    let at = k - 1;
    for (; at > 0 && largest[at - 1]! < value; at--) largest[at] = largest[at - 1]!;
    largest[at] = value;
  }
  return largest[k - 1]!;
}

/** Quickselect, as Hoare has it. */
function byParting(values: Float32Array, k: number): number {
  let [from, to] = [0, values.length - 1];
  const at = k - 1;
  while (from < to) {
    const pivot = middle(values[from]!, values[(from + to) >> 1]!, values[to]!);
    let [left, right] = [from, to];
    // Numbers like the pivot stop both ends, so that many of them are parted in halves.
    while (left <= right) {
      while (values[left]! > pivot) left++;
      while (values[right]! < pivot) right--;
      if (left > right) break;
      const value = values[left]!;
      values[left++] = values[right]!;
      values[right--] = value;
    }
    if (at <= right) to = right;
    else if (at >= left) from = left;
    else return pivot;
  }
  return values[at]!;
}

function middle(a: number, b: number, c: number): number {
  return Math.max(Math.min(a, b), Math.min(Math.max(a, b), c));
}
