import { sizeNames } from './plan.ts';

export const help: string = `Measures every adapter and the naive way in each library side by side, in one run.

npx pnpm@12 bench [options]

  --quick          the main size only, and less time for each: about a minute
  --only LIST      only contenders whose name contains one of these, by commas: simd, tfjs:wasm, naive
  --sizes LIST     only these: ${sizeNames.join(', ')} (main is 8 × 196 × 768)
  --specs LIST     only these: ggem, gem3 (p = 3), mean, max, attentive (ggem with a query a group), ep (mean with 32 queries)
  --passes LIST    only these: forward, gradient
  --browser        in headless Chromium instead of Node
  --no-memory      without the memory at peak, which takes a process of its own for each contender
  --json FILE      writes the result: the machine, and one row a measurement
  --svg FILE       draws how many times as fast each library becomes
  --from FILE      tables and picture from a result that --json wrote, measuring nothing
  --list           names the contenders
  --help           this text

Everything is on one thread unless its name says otherwise. Each number is the median of up to 31 samples, ± is the
distance of the quartiles; the contenders take turns, in another order every round. Ctrl-C keeps what was measured.
Close other programs first.

Examples
  npx pnpm@12 bench --quick
  npx pnpm@12 bench --only simd,tfjs:wasm --sizes main,65536 --passes forward
  npx pnpm@12 bench --json result.json --svg result.svg
`;
