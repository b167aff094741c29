// Functions of eight doubles at a time. Swift's SIMD8 goes through them lane by lane; these compile to vector code.
#pragma once
typedef double tz_double8 __attribute__((ext_vector_type(8)));

static inline tz_double8 tz_sqrt8(tz_double8 x) { return __builtin_elementwise_sqrt(x); }
static inline tz_double8 tz_abs8(tz_double8 x) { return __builtin_elementwise_abs(x); }
static inline tz_double8 tz_fma8(tz_double8 a, tz_double8 b, tz_double8 c) { return __builtin_elementwise_fma(a, b, c); }
static inline tz_double8 tz_min8(tz_double8 a, tz_double8 b) { return __builtin_elementwise_min(a, b); }
static inline tz_double8 tz_max8(tz_double8 a, tz_double8 b) { return __builtin_elementwise_max(a, b); }
