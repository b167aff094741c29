import CVectorMath

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

// Floats as operands of elementwise instructions. Transcendental functions go through double precision.

extension Float: KernelValue {
  @inlinable @inline(__always) public static var _zero: Self { 0 }
  @inlinable @inline(__always) public static var _one: Self { 1 }
  @inlinable @inline(__always) public static func _add(_ a: Self, _ b: Self) -> Self { a + b }
  @inlinable @inline(__always) public static func _subtract(_ a: Self, _ b: Self) -> Self { a - b }
  @inlinable @inline(__always) public static func _multiply(_ a: Self, _ b: Self) -> Self { a * b }
  @inlinable @inline(__always) public static func _divide(_ a: Self, _ b: Self) -> Self { a / b }
  @inlinable @inline(__always) public static func _multiplyAdd(_ a: Self, _ b: Self, _ c: Self) -> Self { tz_fmaf(a, b, c) }
  @inlinable @inline(__always) public static func _minimum(_ a: Self, _ b: Self) -> Self { a < b || a.isNaN ? a : b }
  @inlinable @inline(__always) public static func _maximum(_ a: Self, _ b: Self) -> Self { a > b || a.isNaN ? a : b }
  @inlinable @inline(__always) public static func _power(_ a: Self, _ b: Self) -> Self { Float(pow(Double(a), Double(b))) }
  @inlinable @inline(__always) public static func _atan2(_ a: Self, _ b: Self) -> Self { Float(atan2(Double(a), Double(b))) }
  @inlinable @inline(__always) public static func _hypot(_ a: Self, _ b: Self) -> Self { Float(hypot(Double(a), Double(b))) }
  @inlinable @inline(__always) public static func _less(_ a: Self, _ b: Self) -> Self { a < b ? 1 : 0 }
  @inlinable @inline(__always) public static func _lessOrEqual(_ a: Self, _ b: Self) -> Self { a <= b ? 1 : 0 }
  @inlinable @inline(__always) public static func _equal(_ a: Self, _ b: Self) -> Self { a == b ? 1 : 0 }
  @inlinable @inline(__always) public static func _notEqual(_ a: Self, _ b: Self) -> Self { a != b ? 1 : 0 }
  @inlinable @inline(__always) public static func _select(_ condition: Self, _ a: Self, _ b: Self) -> Self { condition != 0 ? a : b }
  @inlinable @inline(__always) public static func _negate(_ x: Self) -> Self { -x }
  @inlinable @inline(__always) public static func _sqrt(_ x: Self) -> Self { x.squareRoot() }
  @inlinable @inline(__always) public static func _cbrt(_ x: Self) -> Self { Float(cbrt(Double(x))) }
  @inlinable @inline(__always) public static func _exp(_ x: Self) -> Self { Float(exp(Double(x))) }
  @inlinable @inline(__always) public static func _expm1(_ x: Self) -> Self { Float(expm1(Double(x))) }
  @inlinable @inline(__always) public static func _log(_ x: Self) -> Self { Float(log(Double(x))) }
  @inlinable @inline(__always) public static func _log1p(_ x: Self) -> Self { Float(log1p(Double(x))) }
  @inlinable @inline(__always) public static func _sin(_ x: Self) -> Self { Float(sin(Double(x))) }
  @inlinable @inline(__always) public static func _cos(_ x: Self) -> Self { Float(cos(Double(x))) }
  @inlinable @inline(__always) public static func _tan(_ x: Self) -> Self { Float(tan(Double(x))) }
  @inlinable @inline(__always) public static func _asin(_ x: Self) -> Self { Float(asin(Double(x))) }
  @inlinable @inline(__always) public static func _acos(_ x: Self) -> Self { Float(acos(Double(x))) }
  @inlinable @inline(__always) public static func _atan(_ x: Self) -> Self { Float(atan(Double(x))) }
  @inlinable @inline(__always) public static func _sinh(_ x: Self) -> Self { Float(sinh(Double(x))) }
  @inlinable @inline(__always) public static func _cosh(_ x: Self) -> Self { Float(cosh(Double(x))) }
  @inlinable @inline(__always) public static func _tanh(_ x: Self) -> Self { Float(tanh(Double(x))) }
  @inlinable @inline(__always) public static func _asinh(_ x: Self) -> Self { Float(asinh(Double(x))) }
  @inlinable @inline(__always) public static func _acosh(_ x: Self) -> Self { Float(acosh(Double(x))) }
  @inlinable @inline(__always) public static func _atanh(_ x: Self) -> Self { Float(atanh(Double(x))) }
  @inlinable @inline(__always) public static func _erf(_ x: Self) -> Self { Float(erf(Double(x))) }
  @inlinable @inline(__always) public static func _abs(_ x: Self) -> Self { x.magnitude }
  @inlinable @inline(__always) public static func _sign(_ x: Self) -> Self { x > 0 ? 1 : x < 0 ? -1 : x }
  @inlinable @inline(__always) public static func _floor(_ x: Self) -> Self { x.rounded(.down) }
}

extension Float: KernelElement {
  public typealias Lane = SIMD16<Float>
  @inlinable @inline(__always) public static var _laneEntries: Int { 16 }
  @inlinable @inline(__always) public static func _splat(_ x: Self) -> Lane { Lane(repeating: x) }
  @inlinable @inline(__always) public static func _sum(_ x: Lane) -> Self { tz_sum16(x) }
  @inlinable @inline(__always) public static func _first(_ count: Int, of x: Lane, else other: Self) -> Lane {
    tz_first16(x, Int64(count), other)
  }
}
