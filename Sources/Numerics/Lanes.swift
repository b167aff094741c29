import CVectorMath

// Functions of eight entries at a time, for the closures of elementwise rules. (`SIMD8.squareRoot()` and its kin of the
// standard library go lane by lane through scalar calls.) Operators are in LaneOperators.swift.

@inlinable @inline(__always) public func sqrt(_ x: Lanes) -> Lanes { tz_sqrt8(x) }
@inlinable @inline(__always) public func cbrt(_ x: Lanes) -> Lanes { tz_cbrt8(x) }
@inlinable @inline(__always) public func abs(_ x: Lanes) -> Lanes { tz_abs8(x) }
@inlinable @inline(__always) public func floor(_ x: Lanes) -> Lanes { tz_floor8(x) }
/// 1 or -1; zero and NaN stay what they are.
@inlinable @inline(__always) public func sign(_ x: Lanes) -> Lanes { tz_sign8(x) }

/// The lesser of each pair; NaN where either is NaN.
@inlinable @inline(__always) public func min(_ a: Lanes, _ b: Lanes) -> Lanes { tz_min8(a, b) }
/// The greater of each pair; NaN where either is NaN.
@inlinable @inline(__always) public func max(_ a: Lanes, _ b: Lanes) -> Lanes { tz_max8(a, b) }
@inlinable @inline(__always) public func min(_ a: Lanes, _ b: Double) -> Lanes { tz_min8(a, Lanes(repeating: b)) }
@inlinable @inline(__always) public func max(_ a: Lanes, _ b: Double) -> Lanes { tz_max8(a, Lanes(repeating: b)) }
/// x moved into lower…upper; NaN stays.
@inlinable @inline(__always) public func clip(_ x: Lanes, _ lower: Double, _ upper: Double) -> Lanes {
  min(max(x, lower), upper)
}

/// The first `count` lanes of x, zero in the rest.
@inlinable @inline(__always) public func first(_ x: Lanes, _ count: Int) -> Lanes { tz_first8(x, Int64(count), 0) }

/// a·b + c, with one rounding where the machine has the instruction.
@inlinable @inline(__always) public func fma(_ a: Lanes, _ b: Lanes, _ c: Lanes) -> Lanes { tz_fma8(a, b, c) }

@inlinable @inline(__always) public func exp(_ x: Lanes) -> Lanes { tz_exp8(x) }
@inlinable @inline(__always) public func expm1(_ x: Lanes) -> Lanes { tz_expm18(x) }
@inlinable @inline(__always) public func log(_ x: Lanes) -> Lanes { tz_log8(x) }
@inlinable @inline(__always) public func log1p(_ x: Lanes) -> Lanes { tz_log1p8(x) }
@inlinable @inline(__always) public func sin(_ x: Lanes) -> Lanes { tz_sin8(x) }
@inlinable @inline(__always) public func cos(_ x: Lanes) -> Lanes { tz_cos8(x) }
@inlinable @inline(__always) public func tan(_ x: Lanes) -> Lanes { tz_tan8(x) }
@inlinable @inline(__always) public func asin(_ x: Lanes) -> Lanes { tz_asin8(x) }
@inlinable @inline(__always) public func acos(_ x: Lanes) -> Lanes { tz_acos8(x) }
@inlinable @inline(__always) public func atan(_ x: Lanes) -> Lanes { tz_atan8(x) }
@inlinable @inline(__always) public func sinh(_ x: Lanes) -> Lanes { tz_sinh8(x) }
@inlinable @inline(__always) public func cosh(_ x: Lanes) -> Lanes { tz_cosh8(x) }
@inlinable @inline(__always) public func tanh(_ x: Lanes) -> Lanes { tz_tanh8(x) }
@inlinable @inline(__always) public func asinh(_ x: Lanes) -> Lanes { tz_asinh8(x) }
@inlinable @inline(__always) public func acosh(_ x: Lanes) -> Lanes { tz_acosh8(x) }
@inlinable @inline(__always) public func atanh(_ x: Lanes) -> Lanes { tz_atanh8(x) }
@inlinable @inline(__always) public func erf(_ x: Lanes) -> Lanes { tz_erf8(x) }
@inlinable @inline(__always) public func pow(_ x: Lanes, _ y: Lanes) -> Lanes { tz_pow8(x, y) }
@inlinable @inline(__always) public func pow(_ x: Lanes, _ y: Double) -> Lanes { tz_pow8(x, Lanes(repeating: y)) }
@inlinable @inline(__always) public func atan2(_ y: Lanes, _ x: Lanes) -> Lanes { tz_atan28(y, x) }
@inlinable @inline(__always) public func hypot(_ x: Lanes, _ y: Lanes) -> Lanes { tz_hypot8(x, y) }
