import { high, larger, low, splat } from './lanes';
import { Plan, State } from './layout';
import { exponential, expQuotient, logRatio } from './nearZero';
import { rowAt, tokenAt } from './rows';

/** Adds `Σ q ((x / ref)^p - 1) / p` and `Σ q (x / ref)^p` over the rows to the state of four channels. */
export function addNear(state: State, plan: Plan, rows: usize, count: i32, at: usize, eps: f32): void {
  const p0 = low(plan.near);
  const p1 = high(plan.near);
  const ref0 = low(state.ref);
  const ref1 = high(state.ref);
  let sum0 = state.near0;
  let sum1 = state.near1;
  let whole0 = state.whole0;
  let whole1 = state.whole1;
  for (let i = 0; i < count; i++) {
    const x = larger(tokenAt(rows, i, at), splat(eps));
    const q = f64x2.splat(<f64>rowAt(rows, i).weight);
    const d0 = logRatio(low(x), ref0);
    const d1 = logRatio(high(x), ref1);
    const grown0 = exponential(f64x2.mul(p0, d0));
    const grown1 = exponential(f64x2.mul(p1, d1));
    sum0 = f64x2.add(sum0, f64x2.mul(q, expQuotient(p0, d0, grown0)));
    sum1 = f64x2.add(sum1, f64x2.mul(q, expQuotient(p1, d1, grown1)));
    whole0 = f64x2.add(whole0, f64x2.mul(q, grown0));
    whole1 = f64x2.add(whole1, f64x2.mul(q, grown1));
  }
  state.near0 = sum0;
  state.near1 = sum1;
  state.whole0 = whole0;
  state.whole1 = whole1;
}
