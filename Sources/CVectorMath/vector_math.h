// Functions of eight doubles at a time. Swift's SIMD8 goes through them lane by lane; these compile to vector code:
// arithmetic by the compiler, transcendental functions by glibc's vector library (libmvec, at most 4 units in the last
// place, special values as in libm), or by libm lane by lane where that library is missing.
#pragma once
#include <math.h>
#include <stdint.h>

typedef double tz_double8 __attribute__((ext_vector_type(8)));
typedef int64_t tz_long8 __attribute__((ext_vector_type(8)));

static inline tz_double8 tz_sqrt8(tz_double8 x) { return __builtin_elementwise_sqrt(x); }
static inline tz_double8 tz_floor8(tz_double8 x) { return __builtin_elementwise_floor(x); }
static inline tz_double8 tz_abs8(tz_double8 x) { return __builtin_elementwise_abs(x); }
// a·b + c; one rounding where the machine has the instruction, else two (a call of fma() per lane would be slow).
static inline tz_double8 tz_fma8(tz_double8 a, tz_double8 b, tz_double8 c) {
#if defined(__FMA__) || defined(__aarch64__)
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}
static inline double tz_fma(double a, double b, double c) {
#if defined(__FMA__) || defined(__aarch64__)
  return __builtin_fma(a, b, c);
#else
  return a * b + c;
#endif
}
static inline float tz_fmaf(float a, float b, float c) {
#if defined(__FMA__) || defined(__aarch64__)
  return __builtin_fmaf(a, b, c);
#else
  return a * b + c;
#endif
}
// NaN where either is NaN.
static inline tz_double8 tz_min8(tz_double8 a, tz_double8 b) { return (a < b) | (a != a) ? a : b; }
static inline tz_double8 tz_max8(tz_double8 a, tz_double8 b) { return (a > b) | (a != a) ? a : b; }
// 1, -1, or x itself where it is zero or NaN.
static inline tz_double8 tz_sign8(tz_double8 x) {
  tz_double8 positive = x > 0.0 ? (tz_double8)1.0 : x;
  return x < 0.0 ? (tz_double8)-1.0 : positive;
}

// The larger of m and |x|, for m ≥ 0, as integers: that order puts NaN above infinity, so that NaN stays.
static inline tz_double8 tz_max_magnitude8(tz_double8 m, tz_double8 x) {
  return (tz_double8)__builtin_elementwise_max((tz_long8)m, (tz_long8)x & INT64_MAX);
}

static inline double tz_sum8(tz_double8 x) {
  double __attribute__((ext_vector_type(4))) four = x.lo + x.hi;
  double __attribute__((ext_vector_type(2))) two = four.lo + four.hi;
  return two.x + two.y;
}
// The eight bit patterns' largest, as a double: what `tz_max_magnitude8` has gathered.
static inline double tz_max_magnitude_of8(tz_double8 x) {
  int64_t largest = __builtin_reduce_max((tz_long8)x);
  return __builtin_bit_cast(double, largest);
}

// The first `count` lanes of x, `other` in the rest.
static inline tz_double8 tz_first8(tz_double8 x, int64_t count, double other) {
  const tz_long8 number = {0, 1, 2, 3, 4, 5, 6, 7};
  return number < (tz_long8)count ? x : (tz_double8)other;
}

#if defined(__x86_64__) && defined(__GLIBC_PREREQ)
#if __GLIBC_PREREQ(2, 35)
#define TZ_LIBMVEC 1
#endif
#endif

#if defined(TZ_LIBMVEC) && defined(__AVX512F__)

#define TZ_UNARY(f)                                                     \
  extern tz_double8 _ZGVeN8v_##f(tz_double8);                           \
  static inline tz_double8 tz_##f##8(tz_double8 x) { return _ZGVeN8v_##f(x); }
#define TZ_BINARY(f)                                                    \
  extern tz_double8 _ZGVeN8vv_##f(tz_double8, tz_double8);              \
  static inline tz_double8 tz_##f##8(tz_double8 x, tz_double8 y) { return _ZGVeN8vv_##f(x, y); }

#elif defined(TZ_LIBMVEC) && defined(__AVX2__)

typedef double tz_double4 __attribute__((ext_vector_type(4)));
#define TZ_UNARY(f)                                                     \
  extern tz_double4 _ZGVdN4v_##f(tz_double4);                           \
  static inline tz_double8 tz_##f##8(tz_double8 x) {                    \
    tz_double8 result;                                                  \
    result.lo = _ZGVdN4v_##f(x.lo), result.hi = _ZGVdN4v_##f(x.hi);     \
    return result;                                                      \
  }
#define TZ_BINARY(f)                                                    \
  extern tz_double4 _ZGVdN4vv_##f(tz_double4, tz_double4);              \
  static inline tz_double8 tz_##f##8(tz_double8 x, tz_double8 y) {      \
    tz_double8 result;                                                  \
    result.lo = _ZGVdN4vv_##f(x.lo, y.lo), result.hi = _ZGVdN4vv_##f(x.hi, y.hi); \
    return result;                                                      \
  }

#elif defined(TZ_LIBMVEC)

typedef double tz_double2 __attribute__((ext_vector_type(2)));
#define TZ_UNARY(f)                                                     \
  extern tz_double2 _ZGVbN2v_##f(tz_double2);                           \
  static inline tz_double8 tz_##f##8(tz_double8 x) {                    \
    tz_double8 result;                                                  \
    result.s01 = _ZGVbN2v_##f(x.s01), result.s23 = _ZGVbN2v_##f(x.s23); \
    result.s45 = _ZGVbN2v_##f(x.s45), result.s67 = _ZGVbN2v_##f(x.s67); \
    return result;                                                      \
  }
#define TZ_BINARY(f)                                                    \
  extern tz_double2 _ZGVbN2vv_##f(tz_double2, tz_double2);              \
  static inline tz_double8 tz_##f##8(tz_double8 x, tz_double8 y) {      \
    tz_double8 result;                                                  \
    result.s01 = _ZGVbN2vv_##f(x.s01, y.s01), result.s23 = _ZGVbN2vv_##f(x.s23, y.s23); \
    result.s45 = _ZGVbN2vv_##f(x.s45, y.s45), result.s67 = _ZGVbN2vv_##f(x.s67, y.s67); \
    return result;                                                      \
  }

#else

#define TZ_UNARY(f)                                                     \
  static inline tz_double8 tz_##f##8(tz_double8 x) {                    \
    tz_double8 result;                                                  \
    for (int i = 0; i < 8; i++) result[i] = f(x[i]);                    \
    return result;                                                      \
  }
#define TZ_BINARY(f)                                                    \
  static inline tz_double8 tz_##f##8(tz_double8 x, tz_double8 y) {      \
    tz_double8 result;                                                  \
    for (int i = 0; i < 8; i++) result[i] = f(x[i], y[i]);              \
    return result;                                                      \
  }

#endif

TZ_UNARY(exp) TZ_UNARY(expm1) TZ_UNARY(log) TZ_UNARY(log1p)
TZ_UNARY(sin) TZ_UNARY(cos) TZ_UNARY(tan) TZ_UNARY(asin) TZ_UNARY(acos) TZ_UNARY(atan)
TZ_UNARY(sinh) TZ_UNARY(cosh) TZ_UNARY(tanh) TZ_UNARY(asinh) TZ_UNARY(acosh) TZ_UNARY(atanh)
TZ_UNARY(erf) TZ_UNARY(cbrt)
TZ_BINARY(pow) TZ_BINARY(atan2) TZ_BINARY(hypot)

#undef TZ_UNARY
#undef TZ_BINARY

// Sixteen floats. Transcendental functions go through double precision and are correctly rounded but for rare ties.

typedef float tz_float16 __attribute__((ext_vector_type(16)));
typedef float tz_float8 __attribute__((ext_vector_type(8)));
typedef int32_t tz_int16 __attribute__((ext_vector_type(16)));

static inline tz_float16 tz_sqrt16(tz_float16 x) { return __builtin_elementwise_sqrt(x); }
static inline tz_float16 tz_floor16(tz_float16 x) { return __builtin_elementwise_floor(x); }
static inline tz_float16 tz_abs16(tz_float16 x) { return __builtin_elementwise_abs(x); }
static inline tz_float16 tz_fma16(tz_float16 a, tz_float16 b, tz_float16 c) {
#if defined(__FMA__) || defined(__aarch64__)
  return __builtin_elementwise_fma(a, b, c);
#else
  return a * b + c;
#endif
}
static inline tz_float16 tz_min16(tz_float16 a, tz_float16 b) { return (a < b) | (a != a) ? a : b; }
static inline tz_float16 tz_max16(tz_float16 a, tz_float16 b) { return (a > b) | (a != a) ? a : b; }
static inline tz_float16 tz_sign16(tz_float16 x) {
  tz_float16 positive = x > 0.0f ? (tz_float16)1.0f : x;
  return x < 0.0f ? (tz_float16)-1.0f : positive;
}
static inline float tz_sum16(tz_float16 x) {
  tz_float8 eight = x.lo + x.hi;
  float __attribute__((ext_vector_type(4))) four = eight.lo + eight.hi;
  return (four.x + four.z) + (four.y + four.w);
}
static inline tz_float16 tz_first16(tz_float16 x, int64_t count, float other) {
  const tz_int16 number = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15};
  return number < (tz_int16)(int32_t)count ? x : (tz_float16)other;
}

#define TZ_UNARY(f)                                                                                   \
  static inline tz_float16 tz_##f##16(tz_float16 x) {                                                 \
    tz_float16 result;                                                                                \
    result.lo = __builtin_convertvector(tz_##f##8(__builtin_convertvector(x.lo, tz_double8)), tz_float8); \
    result.hi = __builtin_convertvector(tz_##f##8(__builtin_convertvector(x.hi, tz_double8)), tz_float8); \
    return result;                                                                                    \
  }
#define TZ_BINARY(f)                                                                                  \
  static inline tz_float16 tz_##f##16(tz_float16 x, tz_float16 y) {                                   \
    tz_float16 result;                                                                                \
    result.lo = __builtin_convertvector(                                                              \
      tz_##f##8(__builtin_convertvector(x.lo, tz_double8), __builtin_convertvector(y.lo, tz_double8)), tz_float8); \
    result.hi = __builtin_convertvector(                                                              \
      tz_##f##8(__builtin_convertvector(x.hi, tz_double8), __builtin_convertvector(y.hi, tz_double8)), tz_float8); \
    return result;                                                                                    \
  }

TZ_UNARY(exp) TZ_UNARY(expm1) TZ_UNARY(log) TZ_UNARY(log1p)
TZ_UNARY(sin) TZ_UNARY(cos) TZ_UNARY(tan) TZ_UNARY(asin) TZ_UNARY(acos) TZ_UNARY(atan)
TZ_UNARY(sinh) TZ_UNARY(cosh) TZ_UNARY(tanh) TZ_UNARY(asinh) TZ_UNARY(acosh) TZ_UNARY(atanh)
TZ_UNARY(erf) TZ_UNARY(cbrt)
TZ_BINARY(pow) TZ_BINARY(atan2) TZ_BINARY(hypot)

#undef TZ_UNARY
#undef TZ_BINARY
