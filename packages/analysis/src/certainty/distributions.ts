/** `P(Z ≤ z)` of the standard normal distribution, by its series about 0 (Marsaglia 2004). */
function normalBelow(z: number): number {
  let [term, sum] = [z, z];
  for (let i = 3; Math.abs(term) > 1e-17 * Math.abs(sum) && i < 400; i += 2) {
    term *= (z * z) / i;
    sum += term;
  }
  return 0.5 + (sum * Math.exp(-(z * z) / 2)) / Math.sqrt(2 * Math.PI);
}

/** The z with `P(Z ≤ z) = share`, for shares between 1e-9 and 1 - 1e-9. */
export function normalQuantile(share: number): number {
  return share < 0.5 ? -normalQuantile(1 - share) : rootOf((z) => normalBelow(z) - share, 7);
}

/**
 * `P(|T| ≤ t)` of Student's distribution with whole degrees of freedom, which has finite sums: Abramowitz and Stegun 26.7.3 and
 * 26.7.4, with `t = √degrees · tan θ`.
 */
function studentWithin(t: number, degrees: number): number {
  const cosine2 = degrees / (degrees + t * t);
  const sine = t / Math.sqrt(degrees + t * t);
  const isOdd = degrees % 2 === 1;
  let [term, sum] = [1, 0];
  for (let i = isOdd ? 3 : 2; i <= degrees; i += 2) {
    sum += term;
    term *= ((i - 1) / i) * cosine2;
  }
  if (!isOdd) return sine * sum;
  const angle = Math.atan(t / Math.sqrt(degrees));
  return (2 / Math.PI) * (angle + (degrees > 1 ? sine * Math.sqrt(cosine2) * sum : 0));
}

/** The t with `P(|T| ≤ t) = level`. */
export function studentQuantile(level: number, degrees: number): number {
  let high = 2;
  while (studentWithin(high, degrees) < level) high *= 2;
  return rootOf((t) => studentWithin(t, degrees) - level, high);
}

/** `P(X ≤ k)` of the number of heads among n throws of a coin, exactly; k ≤ n / 2. */
export function coinBelow(k: number, n: number): number {
  let log = -n * Math.LN2;
  for (let i = 1; i <= k; i++) log += Math.log((n - i + 1) / i);
  // From the largest term down, each by its ratio to the last.
  let [term, sum] = [1, 0];
  for (let i = k; i >= 0 && term > 1e-18 * sum; i--) {
    sum += term;
    term *= i / (n - i + 1);
  }
  return sum * Math.exp(log);
}

/** Where a rising function is 0 between 0 and `high`, to the last digit. */
function rootOf(rising: (x: number) => number, high: number): number {
  let [low, top] = [0, high];
  for (;;) {
    const x = (low + top) / 2;
    if (x === low || x === top) return x;
    if (rising(x) < 0) low = x;
    else top = x;
  }
}
