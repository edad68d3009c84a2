/*
 * The power mean as C compiles it: what a processor can do, for comparison. The same loop as the kernels: relative to the
 * largest token, powers as exp2(p log2(x / ref)) with the polynomials of packages/simd/assembly/power.ts.
 *
 * LANES is set by the build: 4 for 128 bits, 8 for 256. Reads commands from standard input, `batch tokens channels`
 * then exponents, and tokens, as binary; then answers every `f` with the milliseconds that one call took.
 */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

typedef float vec __attribute__((vector_size(LANES * 4), aligned(4)));
typedef int32_t ivec __attribute__((vector_size(LANES * 4), aligned(4)));

#define ALWAYS static inline __attribute__((always_inline))

ALWAYS vec splat(float x) { return x - (vec){0}; }
ALWAYS vec larger(vec a, vec b) { return (vec)(((ivec)a & (a > b)) | ((ivec)b & ~(a > b))); }

/* What a channel's reference sets once: bits and scale of the reference, and p times the coefficients. */
typedef struct {
  ivec shift, threshold;
  vec unit, per_field, c0, c1, c2;
} plan;

ALWAYS plan plan_of(vec ref, vec p) {
  plan at;
  at.shift = ((ivec)ref & (int32_t)0xff800000) - 0x3f800000;
  at.unit = (vec)((ivec)ref - at.shift);
  at.threshold = (ivec)(at.unit * 0.70710678f) + at.shift;
  at.per_field = p * 0x1p-23f;
  at.c0 = p * 2.88539214672209064f;
  at.c1 = p * 0.961354037528721349f;
  at.c2 = p * 0.602151030638838345f;
  return at;
}

/* p log2(x / ref): whole powers of two bit by bit, the rest as an odd polynomial in (m - ref) / (m + ref). */
ALWAYS vec scaled_log(vec x, plan at) {
  ivec field = ((ivec)x - at.threshold) & (int32_t)0xff800000;
  vec m = (vec)((ivec)x - (field + at.shift));
  vec s = (m - at.unit) / (m + at.unit);
  vec t = s * s;
  return ((at.c2 * t + at.c1) * t + at.c0) * s + __builtin_convertvector(field, vec) * at.per_field;
}

/* 2^z for z from -126: the whole part goes into the exponent, a polynomial in the rest. */
ALWAYS vec exp2v(vec z) {
  vec shifted = z + 12582912.0f;
  vec f = z - (shifted - 12582912.0f);
  vec y = f * 0.00132647271400991381f + 0.00967151263994176452f;
  y = y * f + 0.0555073374346980473f;
  y = y * f + 0.24022242085377026f;
  y = y * f + 0.693146977598992485f;
  y = y * f + 1.0f;
  return (vec)((ivec)y + ((ivec)shifted << 23));
}

/* Four vectors of channels at a time: enough independent work, and 196 tokens of them stay in the nearest cache. */
#define VECTORS 4
#define BLOCK (LANES * VECTORS)

static void forward(const float *x, const float *p, float *y, int batch, int tokens, int channels) {
  const vec eps = splat(1e-6f);
  for (int b = 0; b < batch; b++) {
    for (int c = 0; c < channels; c += BLOCK) {
      const float *first = x + (size_t)b * tokens * channels + c;
      vec most[VECTORS], lowest[VECTORS], size[VECTORS], sum[VECTORS];
      plan plans[VECTORS];
      for (int v = 0; v < VECTORS; v++) most[v] = eps;
      for (int n = 0; n < tokens; n++)
        for (int v = 0; v < VECTORS; v++)
          most[v] = larger(*(const vec *)(first + (size_t)n * channels + v * LANES), most[v]);
      for (int v = 0; v < VECTORS; v++) {
        size[v] = *(const vec *)(p + c + v * LANES);
        plans[v] = plan_of(most[v], size[v]);
        sum[v] = splat(0);
        /* Powers below 2^-126 add nothing that could be seen. */
        for (int lane = 0; lane < LANES; lane++) lowest[v][lane] = most[v][lane] * exp2f(-126 / size[v][lane]);
        lowest[v] = larger(lowest[v], eps);
      }
      for (int n = 0; n < tokens; n++)
        for (int v = 0; v < VECTORS; v++) {
          vec token = larger(*(const vec *)(first + (size_t)n * channels + v * LANES), lowest[v]);
          sum[v] += exp2v(scaled_log(token, plans[v]));
        }
      for (int v = 0; v < VECTORS; v++)
        for (int lane = 0; lane < LANES; lane++)
          y[(size_t)b * channels + c + v * LANES + lane] =
              most[v][lane] * powf(sum[v][lane] / tokens, 1 / size[v][lane]);
    }
  }
}

static void *get(size_t bytes) {
  void *data = aligned_alloc(64, (bytes + 63) / 64 * 64);
  if (!data || fread(data, 1, bytes, stdin) != bytes) exit(1);
  return data;
}

int main(void) {
  int32_t *shape = get(12);
  const size_t batch = shape[0], tokens = shape[1], channels = shape[2];
  if (channels % BLOCK != 0) return 2;
  const float *p = get(channels * 4);
  const float *x = get(batch * tokens * channels * 4);
  float *y = malloc(batch * channels * 4);
  for (int command; (command = getchar()) != EOF;) {
    if (command == 'f') {
      struct timespec from, to;
      clock_gettime(CLOCK_MONOTONIC, &from);
      forward(x, p, y, batch, tokens, channels);
      clock_gettime(CLOCK_MONOTONIC, &to);
      double ms = (to.tv_sec - from.tv_sec) * 1e3 + (to.tv_nsec - from.tv_nsec) / 1e6;
      fwrite(&ms, 8, 1, stdout);
    } else {
      fwrite(y, 4, batch * channels, stdout);
    }
    fflush(stdout);
  }
  return 0;
}
