import CVectorMath

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// Doubles as operands of elementwise instructions.

extension Double: KernelValue {
  @inlinable @inline(__always) public static var _zero: Self { 0 }
  @inlinable @inline(__always) public static var _one: Self { 1 }
  @inlinable @inline(__always) public static func _add(_ a: Self, _ b: Self) -> Self { a + b }
  @inlinable @inline(__always) public static func _subtract(_ a: Self, _ b: Self) -> Self { a - b }
  @inlinable @inline(__always) public static func _multiply(_ a: Self, _ b: Self) -> Self { a * b }
  @inlinable @inline(__always) public static func _divide(_ a: Self, _ b: Self) -> Self { a / b }
  @inlinable @inline(__always) public static func _multiplyAdd(_ a: Self, _ b: Self, _ c: Self) -> Self { tz_fma(a, b, c) }
  @inlinable @inline(__always) public static func _minimum(_ a: Self, _ b: Self) -> Self { a < b || a.isNaN ? a : b }
  @inlinable @inline(__always) public static func _maximum(_ a: Self, _ b: Self) -> Self { a > b || a.isNaN ? a : b }
  @inlinable @inline(__always) public static func _power(_ a: Self, _ b: Self) -> Self { pow(a, b) }
  @inlinable @inline(__always) public static func _atan2(_ a: Self, _ b: Self) -> Self { atan2(a, b) }
  @inlinable @inline(__always) public static func _hypot(_ a: Self, _ b: Self) -> Self { hypot(a, b) }
  @inlinable @inline(__always) public static func _less(_ a: Self, _ b: Self) -> Self { a < b ? 1 : 0 }
  @inlinable @inline(__always) public static func _lessOrEqual(_ a: Self, _ b: Self) -> Self { a <= b ? 1 : 0 }
  @inlinable @inline(__always) public static func _equal(_ a: Self, _ b: Self) -> Self { a == b ? 1 : 0 }
  @inlinable @inline(__always) public static func _notEqual(_ a: Self, _ b: Self) -> Self { a != b ? 1 : 0 }
  @inlinable @inline(__always) public static func _select(_ condition: Self, _ a: Self, _ b: Self) -> Self { condition != 0 ? a : b }
  @inlinable @inline(__always) public static func _negate(_ x: Self) -> Self { -x }
  @inlinable @inline(__always) public static func _sqrt(_ x: Self) -> Self { x.squareRoot() }
  @inlinable @inline(__always) public static func _cbrt(_ x: Self) -> Self { cbrt(x) }
  @inlinable @inline(__always) public static func _exp(_ x: Self) -> Self { exp(x) }
  @inlinable @inline(__always) public static func _expm1(_ x: Self) -> Self { expm1(x) }
  @inlinable @inline(__always) public static func _log(_ x: Self) -> Self { log(x) }
  @inlinable @inline(__always) public static func _log1p(_ x: Self) -> Self { log1p(x) }
  @inlinable @inline(__always) public static func _sin(_ x: Self) -> Self { sin(x) }
  @inlinable @inline(__always) public static func _cos(_ x: Self) -> Self { cos(x) }
  @inlinable @inline(__always) public static func _tan(_ x: Self) -> Self { tan(x) }
  @inlinable @inline(__always) public static func _asin(_ x: Self) -> Self { asin(x) }
  @inlinable @inline(__always) public static func _acos(_ x: Self) -> Self { acos(x) }
  @inlinable @inline(__always) public static func _atan(_ x: Self) -> Self { atan(x) }
  @inlinable @inline(__always) public static func _sinh(_ x: Self) -> Self { sinh(x) }
  @inlinable @inline(__always) public static func _cosh(_ x: Self) -> Self { cosh(x) }
  @inlinable @inline(__always) public static func _tanh(_ x: Self) -> Self { tanh(x) }
  @inlinable @inline(__always) public static func _asinh(_ x: Self) -> Self { asinh(x) }
  @inlinable @inline(__always) public static func _acosh(_ x: Self) -> Self { acosh(x) }
  @inlinable @inline(__always) public static func _atanh(_ x: Self) -> Self { atanh(x) }
  @inlinable @inline(__always) public static func _erf(_ x: Self) -> Self { erf(x) }
  @inlinable @inline(__always) public static func _abs(_ x: Self) -> Self { x.magnitude }
  @inlinable @inline(__always) public static func _sign(_ x: Self) -> Self { x > 0 ? 1 : x < 0 ? -1 : x }
  @inlinable @inline(__always) public static func _floor(_ x: Self) -> Self { x.rounded(.down) }
}

extension Double: KernelElement {
  public typealias Lane = SIMD8<Double>
  @inlinable @inline(__always) public static var _laneEntries: Int { 8 }
  @inlinable @inline(__always) public static func _splat(_ x: Self) -> Lane { Lane(repeating: x) }
  @inlinable @inline(__always) public static func _sum(_ x: Lane) -> Self { tz_sum8(x) }
  @inlinable @inline(__always) public static func _first(_ count: Int, of x: Lane, else other: Self) -> Lane {
    tz_first8(x, Int64(count), other)
  }
}
