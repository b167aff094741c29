import Numerics

/// A piece of the update, whole lanes, small enough to stay in the cache.
///
/// Its entries lie where they came from (the gradient, say) until a rule writes them: `update` reads them there and writes them
/// where they are to be, so that no pass is spent on a copy.
public struct Block {
  /// Where rules write u.
  let destination: UnsafeMutablePointer<Double>
  /// Where u lies now.
  let present: UnsafeMutablePointer<UnsafeMutablePointer<Double>>
  /// Index of the block's first entry in the whole vector.
  public let offset: Int
  /// The number of lanes (of eight entries).
  public let lanes: Int

  /// The block's entries, to be read and written one by one.
  public var u: UnsafeMutablePointer<Double> {
    if present.pointee != destination {
      destination.update(from: present.pointee, count: 8 * lanes)
      present.pointee = destination
    }
    return destination
  }

  @inline(__always) static func at(_ base: UnsafeMutablePointer<Double>) -> UnsafeMutablePointer<Lanes> {
    UnsafeMutableRawPointer(base).assumingMemoryBound(to: Lanes.self)
  }

  /// u ← body(u), lane by lane.
  @inline(__always)
  public func update(_ body: (inout Lanes) -> Void) {
    let from = Block.at(present.pointee), to = Block.at(destination)
    for i in 0..<lanes {
      var lane = from[i]
      body(&lane)
      to[i] = lane
    }
    present.pointee = destination
  }

  /// The same with one vector of the module's memory beside u.
  @inline(__always)
  public func update(_ a: Vector, _ body: (inout Lanes, inout Lanes) -> Void) {
    let from = Block.at(present.pointee), to = Block.at(destination), p = Block.at(a.base + offset)
    for i in 0..<lanes {
      var u = from[i], a = p[i]
      body(&u, &a)
      to[i] = u
      p[i] = a
    }
    present.pointee = destination
  }

  @inline(__always)
  public func update(_ a: Vector, _ b: Vector, _ body: (inout Lanes, inout Lanes, inout Lanes) -> Void) {
    let from = Block.at(present.pointee), to = Block.at(destination)
    let p = Block.at(a.base + offset), q = Block.at(b.base + offset)
    for i in 0..<lanes {
      var u = from[i], a = p[i], b = q[i]
      body(&u, &a, &b)
      to[i] = u
      p[i] = a
      q[i] = b
    }
    present.pointee = destination
  }

  @inline(__always)
  public func update(
    _ a: Vector, _ b: Vector, _ c: Vector, _ body: (inout Lanes, inout Lanes, inout Lanes, inout Lanes) -> Void
  ) {
    let from = Block.at(present.pointee), to = Block.at(destination)
    let p = Block.at(a.base + offset), q = Block.at(b.base + offset), r = Block.at(c.base + offset)
    for i in 0..<lanes {
      var u = from[i], a = p[i], b = q[i], c = r[i]
      body(&u, &a, &b, &c)
      to[i] = u
      p[i] = a
      q[i] = b
      r[i] = c
    }
    present.pointee = destination
  }

  /// u ← body(u, a), reading a alone.
  @inline(__always)
  public func update(reading a: Vector, _ body: (inout Lanes, Lanes) -> Void) {
    let from = Block.at(present.pointee), to = Block.at(destination), p = Block.at(a.base + offset)
    for i in 0..<lanes {
      var u = from[i]
      body(&u, p[i])
      to[i] = u
    }
    present.pointee = destination
  }

  @inline(__always)
  public func update(reading a: Vector, _ b: Vector, _ body: (inout Lanes, Lanes, Lanes) -> Void) {
    let from = Block.at(present.pointee), to = Block.at(destination)
    let p = Block.at(a.base + offset), q = Block.at(b.base + offset)
    for i in 0..<lanes {
      var u = from[i]
      body(&u, p[i], q[i])
      to[i] = u
    }
    present.pointee = destination
  }

  @inline(__always)
  public func update(reading a: Vector, _ b: Vector, _ c: Vector, _ body: (inout Lanes, Lanes, Lanes, Lanes) -> Void) {
    let from = Block.at(present.pointee), to = Block.at(destination)
    let p = Block.at(a.base + offset), q = Block.at(b.base + offset), r = Block.at(c.base + offset)
    for i in 0..<lanes {
      var u = from[i]
      body(&u, p[i], q[i], r[i])
      to[i] = u
    }
    present.pointee = destination
  }

  /// u ← body(u, a, b) with memory a, reading b alone.
  @inline(__always)
  public func update(_ a: Vector, reading b: Vector, _ body: (inout Lanes, inout Lanes, Lanes) -> Void) {
    let from = Block.at(present.pointee), to = Block.at(destination)
    let p = Block.at(a.base + offset), q = Block.at(b.base + offset)
    for i in 0..<lanes {
      var u = from[i], a = p[i]
      body(&u, &a, q[i])
      to[i] = u
      p[i] = a
    }
    present.pointee = destination
  }

  /// a ← body(u, a): memory that learns, u left as it is.
  @inline(__always)
  public func learn(_ a: Vector, _ body: (Lanes, inout Lanes) -> Void) {
    let from = Block.at(present.pointee), p = Block.at(a.base + offset)
    for i in 0..<lanes {
      var a = p[i]
      body(from[i], &a)
      p[i] = a
    }
  }

  @inline(__always)
  public func learn(_ a: Vector, _ b: Vector, _ body: (Lanes, inout Lanes, inout Lanes) -> Void) {
    let from = Block.at(present.pointee), p = Block.at(a.base + offset), q = Block.at(b.base + offset)
    for i in 0..<lanes {
      var a = p[i], b = q[i]
      body(from[i], &a, &b)
      p[i] = a
      q[i] = b
    }
  }

  @inline(__always)
  public func learn(_ a: Vector, _ b: Vector, _ c: Vector, _ body: (Lanes, inout Lanes, inout Lanes, inout Lanes) -> Void) {
    let from = Block.at(present.pointee)
    let p = Block.at(a.base + offset), q = Block.at(b.base + offset), r = Block.at(c.base + offset)
    for i in 0..<lanes {
      var a = p[i], b = q[i], c = r[i]
      body(from[i], &a, &b, &c)
      p[i] = a
      q[i] = b
      r[i] = c
    }
  }

  /// Whether the entries before `end` (of the block) are finite: 0·u sums to 0 exactly then.
  func isFinite(upTo end: Int) -> Bool {
    let p = Block.at(present.pointee)
    let full = min(lanes, end / 8)
    var sum = Lanes.zero
    for i in 0..<full { sum += p[i] * 0 }
    var total = sum.sum()
    if full < lanes { for i in (full * 8)..<max(end, full * 8) { total += present.pointee[i] * 0 } }
    return total == 0
  }

  /// next ← x − factor·u, and u ← factor·u where it is kept. Says whether the entries before `end` (of the block) are finite.
  @inline(__always)
  func move(
    from x: UnsafeMutablePointer<Double>, into next: UnsafeMutablePointer<Double>, times factor: Double, keeping: Bool,
    upTo end: Int
  ) -> Bool {
    let p = Block.at(present.pointee), from = Block.at(x + offset), to = Block.at(next + offset)
    let kept = Block.at(destination)
    let c = Lanes(repeating: factor)
    if keeping {
      for i in 0..<lanes { kept[i] = c * p[i] }
      present.pointee = destination
      for i in 0..<lanes { to[i] = from[i] - kept[i] }
      return isFinite(upTo: end)
    }
    let whole = min(lanes, end >> 3)
    // Two sums hide half of an addition's latency.
    var even = Lanes.zero, odd = Lanes.zero
    var i = 0
    while i + 2 <= whole {
      let u = c * p[i], v = c * p[i + 1]
      to[i] = from[i] - u
      to[i + 1] = from[i + 1] - v
      even += u * 0
      odd += v * 0
      i += 2
    }
    if i < whole {
      let u = c * p[i]
      to[i] = from[i] - u
      even += u * 0
    }
    if whole < lanes {
      let u = c * p[whole]
      to[whole] = from[whole] - u
      odd += first(u, end & 7) * 0
    }
    return (even + odd).sum() == 0
  }
}
