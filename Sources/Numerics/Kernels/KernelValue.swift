// What elementwise instructions are made of, written once for numbers and for lanes of numbers. Requirements are underscored:
// they are public only so that the tape's loops can be specialised, and must not clash with functions of the same names.

/// A number or a lane of numbers, as operand of elementwise instructions. Comparisons give 1 or 0.
public protocol KernelValue: BitwiseCopyable {
  static var _zero: Self { get }
  static var _one: Self { get }

  static func _add(_ a: Self, _ b: Self) -> Self
  static func _subtract(_ a: Self, _ b: Self) -> Self
  static func _multiply(_ a: Self, _ b: Self) -> Self
  static func _divide(_ a: Self, _ b: Self) -> Self
  /// a·b + c, with one rounding where the machine has the instruction.
  static func _multiplyAdd(_ a: Self, _ b: Self, _ c: Self) -> Self
  /// NaN where either is NaN.
  static func _minimum(_ a: Self, _ b: Self) -> Self
  static func _maximum(_ a: Self, _ b: Self) -> Self
  static func _power(_ a: Self, _ b: Self) -> Self
  static func _atan2(_ a: Self, _ b: Self) -> Self
  static func _hypot(_ a: Self, _ b: Self) -> Self

  static func _less(_ a: Self, _ b: Self) -> Self
  static func _lessOrEqual(_ a: Self, _ b: Self) -> Self
  static func _equal(_ a: Self, _ b: Self) -> Self
  static func _notEqual(_ a: Self, _ b: Self) -> Self
  /// a where the condition is not zero, else b.
  static func _select(_ condition: Self, _ a: Self, _ b: Self) -> Self

  static func _negate(_ x: Self) -> Self
  static func _sqrt(_ x: Self) -> Self
  static func _cbrt(_ x: Self) -> Self
  static func _exp(_ x: Self) -> Self
  static func _expm1(_ x: Self) -> Self
  static func _log(_ x: Self) -> Self
  static func _log1p(_ x: Self) -> Self
  static func _sin(_ x: Self) -> Self
  static func _cos(_ x: Self) -> Self
  static func _tan(_ x: Self) -> Self
  static func _asin(_ x: Self) -> Self
  static func _acos(_ x: Self) -> Self
  static func _atan(_ x: Self) -> Self
  static func _sinh(_ x: Self) -> Self
  static func _cosh(_ x: Self) -> Self
  static func _tanh(_ x: Self) -> Self
  static func _asinh(_ x: Self) -> Self
  static func _acosh(_ x: Self) -> Self
  static func _atanh(_ x: Self) -> Self
  static func _erf(_ x: Self) -> Self
  static func _abs(_ x: Self) -> Self
  /// 1, -1, or x itself where it is zero or NaN.
  static func _sign(_ x: Self) -> Self
  static func _floor(_ x: Self) -> Self
}

extension KernelValue {
  @inlinable @inline(__always) public static func _square(_ x: Self) -> Self { _multiply(x, x) }
  @inlinable @inline(__always) public static func _reciprocal(_ x: Self) -> Self { _divide(_one, x) }
  @inlinable @inline(__always) public static func _relu(_ x: Self) -> Self { _maximum(x, _zero) }
  @inlinable @inline(__always) public static func _step(_ x: Self) -> Self { _less(_zero, x) }
  @inlinable @inline(__always) public static func _multiplySubtract(_ a: Self, _ b: Self, _ c: Self) -> Self {
    _multiplyAdd(a, b, _negate(c))
  }
  /// c - a·b
  @inlinable @inline(__always) public static func _negatedMultiplyAdd(_ a: Self, _ b: Self, _ c: Self) -> Self {
    _multiplyAdd(_negate(a), b, c)
  }
  @inlinable @inline(__always) public static func _multiplyTwice(_ a: Self, _ b: Self, _ c: Self) -> Self {
    _multiply(_multiply(a, b), c)
  }
  @inlinable @inline(__always) public static func _addMultiply(_ a: Self, _ b: Self, _ c: Self) -> Self { _multiply(_add(a, b), c) }
  @inlinable @inline(__always) public static func _subtractMultiply(_ a: Self, _ b: Self, _ c: Self) -> Self {
    _multiply(_subtract(a, b), c)
  }
  @inlinable @inline(__always) public static func _squaredDifference(_ a: Self, _ b: Self) -> Self { _square(_subtract(a, b)) }

  // softplus x = max(x, 0) + log1p e and sigmoid x = (x < 0 ? e : 1) / (1 + e) share e = exp(-|x|), which cannot overflow.

  @inlinable @inline(__always) public static func _expNegatedMagnitude(_ x: Self) -> Self { _exp(_negate(_abs(x))) }
  @inlinable @inline(__always) public static func _softplus(_ x: Self, _ e: Self) -> Self { _add(_relu(x), _log1p(e)) }
  @inlinable @inline(__always) public static func _sigmoid(_ x: Self, _ e: Self) -> Self {
    _divide(_select(_less(x, _zero), e, _one), _add(_one, e))
  }
}

/// A type of numbers that programs compute in, with the lanes (64 bytes) that it is processed in.
public protocol KernelElement: KernelValue, BinaryFloatingPoint {
  associatedtype Lane: KernelValue
  /// Entries of a lane.
  static var _laneEntries: Int { get }
  static func _splat(_ x: Self) -> Lane
  static func _sum(_ x: Lane) -> Self
  /// The first entries of x, `other` in the rest.
  static func _first(_ count: Int, of x: Lane, else other: Self) -> Lane

  /// C ← A B, row-major, by BLAS: A is m×k, B k×n, read transposed where the flags say so; leading dimensions as in BLAS.
  static func _gemm(_ transposeA: Bool, _ transposeB: Bool, _ m: Int, _ n: Int, _ k: Int, _ a: UnsafePointer<Self>, _ lda: Int,
                    _ b: UnsafePointer<Self>, _ ldb: Int, _ c: UnsafeMutablePointer<Self>, _ ldc: Int)
  /// y ← A x, or Aᵀ x: A is rows×columns as stored, row-major.
  static func _gemv(_ transpose: Bool, _ rows: Int, _ columns: Int, _ a: UnsafePointer<Self>, _ lda: Int,
                    _ x: UnsafePointer<Self>, _ incx: Int, _ y: UnsafeMutablePointer<Self>)
  /// LU factorization with row interchanges, column-major, in place (LAPACK getrf); whether no pivot was zero.
  static func _getrf(_ n: Int, _ a: UnsafeMutablePointer<Self>, _ pivots: UnsafeMutablePointer<Int32>) -> Bool
  /// X with A X = B (or Aᵀ X = B) in place of B, column-major (LAPACK getrs).
  static func _getrs(_ transposed: Bool, _ n: Int, _ columns: Int, _ lu: UnsafePointer<Self>, _ pivots: UnsafePointer<Int32>,
                     _ b: UnsafeMutablePointer<Self>)
}
