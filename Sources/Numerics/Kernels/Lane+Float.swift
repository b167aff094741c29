import CVectorMath

// Lanes of sixteen floats as operands of elementwise instructions.

extension SIMD16: KernelValue where Scalar == Float {
  @inlinable @inline(__always) public static var _zero: Self { Self(repeating: 0) }
  @inlinable @inline(__always) public static var _one: Self { Self(repeating: 1) }
  @inlinable @inline(__always) public static func _add(_ a: Self, _ b: Self) -> Self { a + b }
  @inlinable @inline(__always) public static func _subtract(_ a: Self, _ b: Self) -> Self { a - b }
  @inlinable @inline(__always) public static func _multiply(_ a: Self, _ b: Self) -> Self { a * b }
  @inlinable @inline(__always) public static func _divide(_ a: Self, _ b: Self) -> Self { a / b }
  @inlinable @inline(__always) public static func _multiplyAdd(_ a: Self, _ b: Self, _ c: Self) -> Self { tz_fma16(a, b, c) }
  @inlinable @inline(__always) public static func _minimum(_ a: Self, _ b: Self) -> Self { tz_min16(a, b) }
  @inlinable @inline(__always) public static func _maximum(_ a: Self, _ b: Self) -> Self { tz_max16(a, b) }
  @inlinable @inline(__always) public static func _power(_ a: Self, _ b: Self) -> Self { tz_pow16(a, b) }
  @inlinable @inline(__always) public static func _atan2(_ a: Self, _ b: Self) -> Self { tz_atan216(a, b) }
  @inlinable @inline(__always) public static func _hypot(_ a: Self, _ b: Self) -> Self { tz_hypot16(a, b) }
  @inlinable @inline(__always) public static func _less(_ a: Self, _ b: Self) -> Self { _zero.replacing(with: _one, where: a .< b) }
  @inlinable @inline(__always) public static func _lessOrEqual(_ a: Self, _ b: Self) -> Self { _zero.replacing(with: _one, where: a .<= b) }
  @inlinable @inline(__always) public static func _equal(_ a: Self, _ b: Self) -> Self { _zero.replacing(with: _one, where: a .== b) }
  @inlinable @inline(__always) public static func _notEqual(_ a: Self, _ b: Self) -> Self { _zero.replacing(with: _one, where: a .!= b) }
  @inlinable @inline(__always) public static func _select(_ condition: Self, _ a: Self, _ b: Self) -> Self {
    b.replacing(with: a, where: condition .!= _zero)
  }
  @inlinable @inline(__always) public static func _negate(_ x: Self) -> Self { -x }
  @inlinable @inline(__always) public static func _sqrt(_ x: Self) -> Self { tz_sqrt16(x) }
  @inlinable @inline(__always) public static func _cbrt(_ x: Self) -> Self { tz_cbrt16(x) }
  @inlinable @inline(__always) public static func _exp(_ x: Self) -> Self { tz_exp16(x) }
  @inlinable @inline(__always) public static func _expm1(_ x: Self) -> Self { tz_expm116(x) }
  @inlinable @inline(__always) public static func _log(_ x: Self) -> Self { tz_log16(x) }
  @inlinable @inline(__always) public static func _log1p(_ x: Self) -> Self { tz_log1p16(x) }
  @inlinable @inline(__always) public static func _sin(_ x: Self) -> Self { tz_sin16(x) }
  @inlinable @inline(__always) public static func _cos(_ x: Self) -> Self { tz_cos16(x) }
  @inlinable @inline(__always) public static func _tan(_ x: Self) -> Self { tz_tan16(x) }
  @inlinable @inline(__always) public static func _asin(_ x: Self) -> Self { tz_asin16(x) }
  @inlinable @inline(__always) public static func _acos(_ x: Self) -> Self { tz_acos16(x) }
  @inlinable @inline(__always) public static func _atan(_ x: Self) -> Self { tz_atan16(x) }
  @inlinable @inline(__always) public static func _sinh(_ x: Self) -> Self { tz_sinh16(x) }
  @inlinable @inline(__always) public static func _cosh(_ x: Self) -> Self { tz_cosh16(x) }
  @inlinable @inline(__always) public static func _tanh(_ x: Self) -> Self { tz_tanh16(x) }
  @inlinable @inline(__always) public static func _asinh(_ x: Self) -> Self { tz_asinh16(x) }
  @inlinable @inline(__always) public static func _acosh(_ x: Self) -> Self { tz_acosh16(x) }
  @inlinable @inline(__always) public static func _atanh(_ x: Self) -> Self { tz_atanh16(x) }
  @inlinable @inline(__always) public static func _erf(_ x: Self) -> Self { tz_erf16(x) }
  @inlinable @inline(__always) public static func _abs(_ x: Self) -> Self { tz_abs16(x) }
  @inlinable @inline(__always) public static func _sign(_ x: Self) -> Self { tz_sign16(x) }
  @inlinable @inline(__always) public static func _floor(_ x: Self) -> Self { tz_floor16(x) }
}
