// One elementwise instruction on one block: up to three operands, lane by lane, into a destination.

/// Where the operands of a block lie and how many lanes there are. The stride of an operand is 64 bytes, or 0 where one lane
/// serves all (a scalar, splat). Operands are read in whole lanes: up to a lane beyond the last entry must be readable.
public struct BlockPass<T: KernelElement> {
  public var d, a, b, c: UnsafeMutableRawPointer
  public var strideA, strideB, strideC: Int
  /// Whole lanes, and the entries of one more lane of which nothing else may be written.
  public var lanes, tail: Int

  @inlinable @inline(__always)
  public init(d: UnsafeMutableRawPointer, a: UnsafeMutableRawPointer, b: UnsafeMutableRawPointer, c: UnsafeMutableRawPointer,
              strideA: Int, strideB: Int, strideC: Int, lanes: Int, tail: Int) {
    (self.d, self.a, self.b, self.c) = (d, a, b, c)
    (self.strideA, self.strideB, self.strideC) = (strideA, strideB, strideC)
    (self.lanes, self.tail) = (lanes, tail)
  }

  @inlinable @inline(__always) func load(_ p: UnsafeMutableRawPointer) -> T.Lane { p.loadUnaligned(as: T.Lane.self) }

  @inlinable @inline(__always) func store(_ p: UnsafeMutableRawPointer, _ x: T.Lane) { p.storeBytes(of: x, as: T.Lane.self) }

  /// The first `tail` entries only.
  @inlinable @inline(never) func storeTail(_ p: UnsafeMutableRawPointer, _ x: T.Lane) {
    withUnsafeBytes(of: x) { p.copyMemory(from: $0.baseAddress!, byteCount: tail * MemoryLayout<T>.stride) }
  }

  @inlinable @inline(__always) public func map(_ f: (T.Lane) -> T.Lane) {
    var d = d, a = a
    for _ in 0..<lanes {
      store(d, f(load(a)))
      d += 64
      a += strideA
    }
    if tail > 0 { storeTail(d, f(load(a))) }
  }

  @inlinable @inline(__always) public func map2(_ f: (T.Lane, T.Lane) -> T.Lane) {
    var d = d, a = a, b = b
    for _ in 0..<lanes {
      store(d, f(load(a), load(b)))
      d += 64
      a += strideA
      b += strideB
    }
    if tail > 0 { storeTail(d, f(load(a), load(b))) }
  }

  @inlinable @inline(__always) public func map3(_ f: (T.Lane, T.Lane, T.Lane) -> T.Lane) {
    var d = d, a = a, b = b, c = c
    for _ in 0..<lanes {
      store(d, f(load(a), load(b), load(c)))
      d += 64
      a += strideA
      b += strideB
      c += strideC
    }
    if tail > 0 { storeTail(d, f(load(a), load(b), load(c))) }
  }

  /// d ← d + a
  @inlinable @inline(__always) public func accumulate() {
    var d = d, a = a
    for _ in 0..<lanes {
      store(d, T.Lane._add(load(d), load(a)))
      d += 64
      a += strideA
    }
    if tail > 0 { storeTail(d, T.Lane._add(load(d), load(a))) }
  }

  /// d ← d + a·b
  @inlinable @inline(__always) public func accumulateProduct() {
    var d = d, a = a, b = b
    for _ in 0..<lanes {
      store(d, T.Lane._multiplyAdd(load(a), load(b), load(d)))
      d += 64
      a += strideA
      b += strideB
    }
    if tail > 0 { storeTail(d, T.Lane._multiplyAdd(load(a), load(b), load(d))) }
  }

  /// d ← d + (a·b + c)
  @inlinable @inline(__always) public func accumulateMultiplyAdd() {
    var d = d, a = a, b = b, c = c
    for _ in 0..<lanes {
      store(d, T.Lane._add(load(d), T.Lane._multiplyAdd(load(a), load(b), load(c))))
      d += 64
      a += strideA
      b += strideB
      c += strideC
    }
    if tail > 0 { storeTail(d, T.Lane._add(load(d), T.Lane._multiplyAdd(load(a), load(b), load(c)))) }
  }

  /// Σ term over the entries, `tail` included; four accumulators hide the latency of an addition.
  @inlinable @inline(__always)
  func sum(_ term: (UnsafeMutableRawPointer, UnsafeMutableRawPointer, T.Lane) -> T.Lane) -> T {
    var s0 = T.Lane._zero, s1 = T.Lane._zero, s2 = T.Lane._zero, s3 = T.Lane._zero
    var a = a, b = b, left = lanes
    while left >= 4 {
      s0 = term(a, b, s0)
      s1 = term(a + strideA, b + strideB, s1)
      s2 = term(a + 2 * strideA, b + 2 * strideB, s2)
      s3 = term(a + 3 * strideA, b + 3 * strideB, s3)
      a += 4 * strideA
      b += 4 * strideB
      left -= 4
    }
    while left > 0 {
      s0 = term(a, b, s0)
      a += strideA
      b += strideB
      left -= 1
    }
    if tail > 0 { s1 = T.Lane._add(s1, T._first(tail, of: term(a, b, T.Lane._zero), else: 0)) }
    return T._sum(T.Lane._add(T.Lane._add(s0, s1), T.Lane._add(s2, s3)))
  }

  @inlinable @inline(__always) public func sum() -> T { sum { a, _, s in T.Lane._add(s, load(a)) } }

  @inlinable @inline(__always) public func sumOfProducts() -> T {
    sum { a, b, s in T.Lane._multiplyAdd(load(a), load(b), s) }
  }
}
