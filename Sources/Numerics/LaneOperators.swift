import CVectorMath

// Operators of `Lanes` and `LaneMask` that are one instruction each, for the optimizer too: it then inlines the closures of
// elementwise rules into their loops. The standard library's, written lane by lane, remain for other SIMD types.

/// Which of eight lanes a condition holds for.
public typealias LaneMask = SIMDMask<SIMD8<Int64>>

extension SIMD8 where Scalar == Double {
  /// The value in every lane.
  @inlinable @inline(__always) public init(repeating value: Double) { self = tz_splat8(value) }

  @inlinable @inline(__always) public static func + (a: Lanes, b: Lanes) -> Lanes { tz_add8(a, b) }
  @inlinable @inline(__always) public static func - (a: Lanes, b: Lanes) -> Lanes { tz_subtract8(a, b) }
  @inlinable @inline(__always) public static func * (a: Lanes, b: Lanes) -> Lanes { tz_multiply8(a, b) }
  @inlinable @inline(__always) public static func / (a: Lanes, b: Lanes) -> Lanes { tz_divide8(a, b) }
  @inlinable @inline(__always) public static prefix func - (a: Lanes) -> Lanes { tz_negate8(a) }

  @inlinable @inline(__always) public static func + (a: Double, b: Lanes) -> Lanes { tz_add8(tz_splat8(a), b) }
  @inlinable @inline(__always) public static func - (a: Double, b: Lanes) -> Lanes { tz_subtract8(tz_splat8(a), b) }
  @inlinable @inline(__always) public static func * (a: Double, b: Lanes) -> Lanes { tz_multiply8(tz_splat8(a), b) }
  @inlinable @inline(__always) public static func / (a: Double, b: Lanes) -> Lanes { tz_divide8(tz_splat8(a), b) }
  @inlinable @inline(__always) public static func + (a: Lanes, b: Double) -> Lanes { tz_add8(a, tz_splat8(b)) }
  @inlinable @inline(__always) public static func - (a: Lanes, b: Double) -> Lanes { tz_subtract8(a, tz_splat8(b)) }
  @inlinable @inline(__always) public static func * (a: Lanes, b: Double) -> Lanes { tz_multiply8(a, tz_splat8(b)) }
  @inlinable @inline(__always) public static func / (a: Lanes, b: Double) -> Lanes { tz_divide8(a, tz_splat8(b)) }

  @inlinable @inline(__always) public static func += (a: inout Lanes, b: Lanes) { a = tz_add8(a, b) }
  @inlinable @inline(__always) public static func -= (a: inout Lanes, b: Lanes) { a = tz_subtract8(a, b) }
  @inlinable @inline(__always) public static func *= (a: inout Lanes, b: Lanes) { a = tz_multiply8(a, b) }
  @inlinable @inline(__always) public static func /= (a: inout Lanes, b: Lanes) { a = tz_divide8(a, b) }
  @inlinable @inline(__always) public static func += (a: inout Lanes, b: Double) { a = tz_add8(a, tz_splat8(b)) }
  @inlinable @inline(__always) public static func -= (a: inout Lanes, b: Double) { a = tz_subtract8(a, tz_splat8(b)) }
  @inlinable @inline(__always) public static func *= (a: inout Lanes, b: Double) { a = tz_multiply8(a, tz_splat8(b)) }
  @inlinable @inline(__always) public static func /= (a: inout Lanes, b: Double) { a = tz_divide8(a, tz_splat8(b)) }

  @inlinable @inline(__always) public static func .< (a: Lanes, b: Lanes) -> LaneMask { LaneMask(bits: tz_less8(a, b)) }
  @inlinable @inline(__always) public static func .<= (a: Lanes, b: Lanes) -> LaneMask { LaneMask(bits: tz_less_or_equal8(a, b)) }
  @inlinable @inline(__always) public static func .> (a: Lanes, b: Lanes) -> LaneMask { LaneMask(bits: tz_less8(b, a)) }
  @inlinable @inline(__always) public static func .>= (a: Lanes, b: Lanes) -> LaneMask { LaneMask(bits: tz_less_or_equal8(b, a)) }
  @inlinable @inline(__always) public static func .== (a: Lanes, b: Lanes) -> LaneMask { LaneMask(bits: tz_equal8(a, b)) }
  @inlinable @inline(__always) public static func .!= (a: Lanes, b: Lanes) -> LaneMask { LaneMask(bits: tz_different8(a, b)) }

  @inlinable @inline(__always) public static func .< (a: Lanes, b: Double) -> LaneMask { a .< tz_splat8(b) }
  @inlinable @inline(__always) public static func .<= (a: Lanes, b: Double) -> LaneMask { a .<= tz_splat8(b) }
  @inlinable @inline(__always) public static func .> (a: Lanes, b: Double) -> LaneMask { a .> tz_splat8(b) }
  @inlinable @inline(__always) public static func .>= (a: Lanes, b: Double) -> LaneMask { a .>= tz_splat8(b) }
  @inlinable @inline(__always) public static func .== (a: Lanes, b: Double) -> LaneMask { a .== tz_splat8(b) }
  @inlinable @inline(__always) public static func .!= (a: Lanes, b: Double) -> LaneMask { a .!= tz_splat8(b) }
}

extension SIMDMask where Storage == SIMD8<Int64> {
  /// A mask of lanes whose bits are all set or all clear; it is these bits.
  @inlinable @inline(__always) init(bits: SIMD8<Int64>) { self = unsafeBitCast(bits, to: LaneMask.self) }
  @inlinable @inline(__always) var bits: SIMD8<Int64> { unsafeBitCast(self, to: SIMD8<Int64>.self) }

  @inlinable @inline(__always) public static func .& (a: LaneMask, b: LaneMask) -> LaneMask { LaneMask(bits: tz_and8(a.bits, b.bits)) }
  @inlinable @inline(__always) public static func .| (a: LaneMask, b: LaneMask) -> LaneMask { LaneMask(bits: tz_or8(a.bits, b.bits)) }
  @inlinable @inline(__always) public static prefix func .! (a: LaneMask) -> LaneMask { LaneMask(bits: tz_not8(a.bits)) }
}

/// a where the condition holds, else b.
@inlinable @inline(__always) public func select(_ condition: LaneMask, _ a: Lanes, _ b: Lanes) -> Lanes {
  tz_select8(condition.bits, a, b)
}
@inlinable @inline(__always) public func select(_ condition: LaneMask, _ a: Lanes, _ b: Double) -> Lanes {
  tz_select8(condition.bits, a, tz_splat8(b))
}
@inlinable @inline(__always) public func select(_ condition: LaneMask, _ a: Double, _ b: Lanes) -> Lanes {
  tz_select8(condition.bits, tz_splat8(a), b)
}
