// Arithmetic and comparison of eight doubles. Swift's operators on SIMD8 are written lane by lane; a closure of a few of them
// looks so large to its optimizer that it is called, not inlined, once per lane group. Each of these is one operation.
#pragma once
#include "vector_math.h"

static inline tz_double8 tz_add8(tz_double8 a, tz_double8 b) { return a + b; }
static inline tz_double8 tz_subtract8(tz_double8 a, tz_double8 b) { return a - b; }
static inline tz_double8 tz_multiply8(tz_double8 a, tz_double8 b) { return a * b; }
static inline tz_double8 tz_divide8(tz_double8 a, tz_double8 b) { return a / b; }
static inline tz_double8 tz_negate8(tz_double8 a) { return -a; }
static inline tz_double8 tz_splat8(double a) { return (tz_double8)a; }

// All bits set where the comparison holds; none where either is NaN, but for `different`.
static inline tz_long8 tz_less8(tz_double8 a, tz_double8 b) { return a < b; }
static inline tz_long8 tz_less_or_equal8(tz_double8 a, tz_double8 b) { return a <= b; }
static inline tz_long8 tz_equal8(tz_double8 a, tz_double8 b) { return a == b; }
static inline tz_long8 tz_different8(tz_double8 a, tz_double8 b) { return a != b; }

static inline tz_long8 tz_and8(tz_long8 a, tz_long8 b) { return a & b; }
static inline tz_long8 tz_or8(tz_long8 a, tz_long8 b) { return a | b; }
static inline tz_long8 tz_not8(tz_long8 a) { return ~a; }
// a where the condition's bits are set, else b.
static inline tz_double8 tz_select8(tz_long8 condition, tz_double8 a, tz_double8 b) { return condition ? a : b; }
