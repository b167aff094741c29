import CVectorMath

// Lanes of eight doubles as operands of elementwise instructions.

extension SIMD8: KernelValue where Scalar == Double {
  @inlinable @inline(__always) public static var _zero: Self { Self(repeating: 0) }
  @inlinable @inline(__always) public static var _one: Self { Self(repeating: 1) }
  @inlinable @inline(__always) public static func _add(_ a: Self, _ b: Self) -> Self { a + b }
  @inlinable @inline(__always) public static func _subtract(_ a: Self, _ b: Self) -> Self { a - b }
  @inlinable @inline(__always) public static func _multiply(_ a: Self, _ b: Self) -> Self { a * b }
  @inlinable @inline(__always) public static func _divide(_ a: Self, _ b: Self) -> Self { a / b }
  @inlinable @inline(__always) public static func _multiplyAdd(_ a: Self, _ b: Self, _ c: Self) -> Self { tz_fma8(a, b, c) }
  @inlinable @inline(__always) public static func _minimum(_ a: Self, _ b: Self) -> Self { tz_min8(a, b) }
  @inlinable @inline(__always) public static func _maximum(_ a: Self, _ b: Self) -> Self { tz_max8(a, b) }
  @inlinable @inline(__always) public static func _power(_ a: Self, _ b: Self) -> Self { tz_pow8(a, b) }
  @inlinable @inline(__always) public static func _atan2(_ a: Self, _ b: Self) -> Self { tz_atan28(a, b) }
  @inlinable @inline(__always) public static func _hypot(_ a: Self, _ b: Self) -> Self { tz_hypot8(a, b) }
  @inlinable @inline(__always) public static func _less(_ a: Self, _ b: Self) -> Self { _zero.replacing(with: _one, where: a .< b) }
  @inlinable @inline(__always) public static func _lessOrEqual(_ a: Self, _ b: Self) -> Self { _zero.replacing(with: _one, where: a .<= b) }
  @inlinable @inline(__always) public static func _equal(_ a: Self, _ b: Self) -> Self { _zero.replacing(with: _one, where: a .== b) }
  @inlinable @inline(__always) public static func _notEqual(_ a: Self, _ b: Self) -> Self { _zero.replacing(with: _one, where: a .!= b) }
  @inlinable @inline(__always) public static func _select(_ condition: Self, _ a: Self, _ b: Self) -> Self {
    b.replacing(with: a, where: condition .!= _zero)
  }
  @inlinable @inline(__always) public static func _negate(_ x: Self) -> Self { -x }
  @inlinable @inline(__always) public static func _sqrt(_ x: Self) -> Self { tz_sqrt8(x) }
  @inlinable @inline(__always) public static func _cbrt(_ x: Self) -> Self { tz_cbrt8(x) }
  @inlinable @inline(__always) public static func _exp(_ x: Self) -> Self { tz_exp8(x) }
  @inlinable @inline(__always) public static func _expm1(_ x: Self) -> Self { tz_expm18(x) }
  @inlinable @inline(__always) public static func _log(_ x: Self) -> Self { tz_log8(x) }
  @inlinable @inline(__always) public static func _log1p(_ x: Self) -> Self { tz_log1p8(x) }
  @inlinable @inline(__always) public static func _sin(_ x: Self) -> Self { tz_sin8(x) }
  @inlinable @inline(__always) public static func _cos(_ x: Self) -> Self { tz_cos8(x) }
  @inlinable @inline(__always) public static func _tan(_ x: Self) -> Self { tz_tan8(x) }
  @inlinable @inline(__always) public static func _asin(_ x: Self) -> Self { tz_asin8(x) }
  @inlinable @inline(__always) public static func _acos(_ x: Self) -> Self { tz_acos8(x) }
  @inlinable @inline(__always) public static func _atan(_ x: Self) -> Self { tz_atan8(x) }
  @inlinable @inline(__always) public static func _sinh(_ x: Self) -> Self { tz_sinh8(x) }
  @inlinable @inline(__always) public static func _cosh(_ x: Self) -> Self { tz_cosh8(x) }
  @inlinable @inline(__always) public static func _tanh(_ x: Self) -> Self { tz_tanh8(x) }
  @inlinable @inline(__always) public static func _asinh(_ x: Self) -> Self { tz_asinh8(x) }
  @inlinable @inline(__always) public static func _acosh(_ x: Self) -> Self { tz_acosh8(x) }
  @inlinable @inline(__always) public static func _atanh(_ x: Self) -> Self { tz_atanh8(x) }
  @inlinable @inline(__always) public static func _erf(_ x: Self) -> Self { tz_erf8(x) }
  @inlinable @inline(__always) public static func _abs(_ x: Self) -> Self { tz_abs8(x) }
  @inlinable @inline(__always) public static func _sign(_ x: Self) -> Self { tz_sign8(x) }
  @inlinable @inline(__always) public static func _floor(_ x: Self) -> Self { tz_floor8(x) }
}
