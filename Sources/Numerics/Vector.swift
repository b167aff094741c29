import CVectorMath

#if canImport(Glibc)
  import Glibc
#endif

/// Eight entries of a vector, the unit in which elementwise rules are written.
public typealias Lanes = SIMD8<Double>

/// A dense vector of doubles: 64-byte aligned, its storage padded to whole `Lanes`.
///
/// The padding may hold anything (an elementwise rule computes on it too); reductions mask it. A `Vector` is a reference:
/// copies are explicit, and nothing in a step allocates.
public final class Vector {
  public let count: Int
  /// The first entry; valid for `paddedCount` entries as long as the vector lives.
  public let base: UnsafeMutablePointer<Double>

  /// `count` rounded up to whole lanes.
  @inlinable public var paddedCount: Int { (count + 7) & ~7 }

  /// A vector of zeros.
  public init(count: Int) {
    precondition(count >= 0)
    self.count = count
    let padded = max(8, (count + 7) & ~7)
    // Long vectors lie on large pages where the system has them: streams over many vectors then need few translations.
    let isLong = padded >= 1 << 19
    let raw = UnsafeMutableRawPointer.allocate(byteCount: padded * 8, alignment: isLong ? 1 << 21 : 64)
    #if canImport(Glibc)
      if isLong { _ = madvise(raw, padded * 8, MADV_HUGEPAGE) }
    #endif
    base = raw.bindMemory(to: Double.self, capacity: padded)
    base.initialize(repeating: 0, count: padded)
  }

  public convenience init(_ values: [Double]) {
    self.init(count: values.count)
    for (i, v) in values.enumerated() { base[i] = v }
  }

  deinit { UnsafeMutableRawPointer(base).deallocate() }

  @inlinable public subscript(i: Int) -> Double {
    get { base[i] }
    set { base[i] = newValue }
  }

  public var values: [Double] { Array(UnsafeBufferPointer(start: base, count: count)) }

  public func copy() -> Vector {
    let v = Vector(count: count)
    v.assign(self)
    return v
  }

  /// self ← other
  @inlinable public func assign(_ other: Vector) {
    base.update(from: other.base, count: min(paddedCount, other.paddedCount))
  }

  /// self ← value
  @inlinable public func fill(_ value: Double) {
    base.update(repeating: value, count: paddedCount)
  }
}
