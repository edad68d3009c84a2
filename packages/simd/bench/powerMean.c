/*
 * The power mean of the kernels as a loop in C, to see what WebAssembly costs: the same tiles, the same polynomials, as
 * many lanes as LANES says. Prints the median time in milliseconds.
 *
 * Usage: powerMean BATCH TOKENS CHANNELS RUNS
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <math.h>
#include <time.h>

#define TILE 256
#define CHUNK 128

typedef float vec __attribute__((vector_size(LANES * 4), aligned(4)));
typedef int32_t ivec __attribute__((vector_size(LANES * 4), aligned(4)));

static inline vec splat(float x) { return x - (vec){}; }
static inline ivec bits(vec x) { return (ivec)x; }
static inline vec pick(ivec where, vec yes, vec no) { return (vec)((where & (ivec)yes) | (~where & (ivec)no)); }
static inline vec larger(vec a, vec b) { return pick(a < b, b, a); }
static inline vec load(const float *x) { return *(const vec *)x; }

struct column { vec lowest, unit, perField, c0, c1, c2; ivec shift, threshold; };

static inline vec power(vec x, const struct column *of) {
  vec held = larger(x, of->lowest);
  ivec field = (bits(held) - of->threshold) & (int32_t)0xff800000;
  vec m = (vec)(bits(held) - (field + of->shift));
  vec s = (m - of->unit) / (m + of->unit);
  vec t = s * s;
  vec z = ((of->c2 * t + of->c1) * t + of->c0) * s + __builtin_convertvector(field, vec) * of->perField;
  vec round = z + 12582912.0f;
  vec f = z - (round - 12582912.0f);
  vec y = ((((0.00132647271400991381f * f + 0.00967151263994176452f) * f + 0.0555073374346980473f) * f
    + 0.24022242085377026f) * f + 0.693146977598992485f) * f + 1.0f;
  return (vec)(bits(y) + (bits(round) << 23));
}

static void pool(const float *x, int count, int channels, const float *p, float eps, float *y) {
  static double sums[65536];
  static float refs[65536];
  for (int from = 0; from < channels; from += CHUNK) {
    int to = from + CHUNK < channels ? from + CHUNK : channels;
    for (int begin = 0; begin < count; begin += TILE) {
      int end = begin + TILE < count ? begin + TILE : count;
      for (int c = from; c < to; c += LANES) {
        vec top = splat(-INFINITY), sum = splat(0);
        for (int n = begin; n < end; n++) {
          vec value = load(x + (size_t)n * channels + c);
          top = larger(top, value);
          sum += value;
        }
        vec old = begin ? load(refs + c) : splat(-INFINITY);
        top = larger(larger(old, top), splat(eps));
        for (int lane = 0; lane < LANES; lane++) {
          if (begin && top[lane] != old[lane]) sums[c + lane] *= pow(old[lane] / top[lane], p[c + lane]);
          if (!begin) sums[c + lane] = 0;
          // As in the kernels: a NaN is told from the sum.
          refs[c + lane] = sum[lane] == sum[lane] ? top[lane] : NAN;
        }
      }
      for (int c = from; c < to; c += LANES) {
        struct column of;
        vec ref = load(refs + c), exponent = load(p + c), reach;
        for (int lane = 0; lane < LANES; lane++) reach[lane] = exp2f(-110 / p[c + lane]);
        of.lowest = larger(ref * reach, splat(eps));
        of.shift = (bits(ref) & (int32_t)0xff800000) - 0x3f800000;
        of.unit = (vec)(bits(ref) - of.shift);
        of.threshold = bits(of.unit * 0.70710678f) + of.shift;
        of.perField = exponent * 1.1920928955078125e-7f;
        of.c0 = exponent * 2.88539214672209064f;
        of.c1 = exponent * 0.961354037528721349f;
        of.c2 = exponent * 0.602151030638838345f;
        for (int run = begin; run < end; run += 64) {
          int last = run + 64 < end ? run + 64 : end;
          vec a = splat(0), b = a, d = a, e = a;
          int n = run;
          const float *row = x + (size_t)run * channels + c;
          for (; n + 4 <= last; n += 4, row += 4 * (size_t)channels) {
            a += power(load(row), &of);
            b += power(load(row + channels), &of);
            d += power(load(row + 2 * (size_t)channels), &of);
            e += power(load(row + 3 * (size_t)channels), &of);
          }
          for (; n < last; n++, row += channels) a += power(load(row), &of);
          vec sum = (a + b) + (d + e);
          for (int lane = 0; lane < LANES; lane++) sums[c + lane] += sum[lane];
        }
      }
    }
    for (int c = from; c < to; c++) y[c] = refs[c] * exp2(log2(sums[c] / count) / p[c]);
  }
}

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1e3 + t.tv_nsec / 1e6;
}

static int ascending(const void *a, const void *b) {
  double x = *(const double *)a, y = *(const double *)b;
  return (x > y) - (x < y);
}

int main(int argc, char **argv) {
  if (argc != 5) return 2;
  int batch = atoi(argv[1]), count = atoi(argv[2]), channels = atoi(argv[3]), runs = atoi(argv[4]);
  size_t size = (size_t)batch * count * channels;
  float *x = malloc((size + 16) * 4), *p = malloc((channels + 16) * 4), *y = malloc((size_t)batch * channels * 4);
  double *times = malloc(runs * sizeof(double));
  uint32_t seed = 1;
  for (size_t i = 0; i < size; i++) {
    seed = seed * 1664525u + 1013904223u;
    x[i] = seed / 4294967296.0 * 3 - 0.6;
  }
  for (int c = 0; c < channels; c++) p[c] = 3.03f + 0.1f * (c / (channels / 12));
  double check = 0;
  for (int i = -20; i < runs; i++) {
    double start = now();
    for (int b = 0; b < batch; b++) pool(x + (size_t)b * count * channels, count, channels, p, 1e-6f, y + b * channels);
    if (i >= 0) times[i] = now() - start;
    check += y[i & 15];
  }
  qsort(times, runs, sizeof(double), ascending);
  // The check keeps the work from being optimised away.
  printf("%.4f %.4f %.9g\n", times[runs / 2], times[0], check / (runs + 20));
  return 0;
}
