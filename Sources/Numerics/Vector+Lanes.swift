// One pass over vectors, eight entries at a time. Lanes are loaded into locals, given to the closure and stored back; that
// form compiles to the loop one would write in C. Vectors of one call have the same count, and may be the same vector.

extension Vector {
  /// The number of whole lanes, padding included.
  @inlinable @inline(__always) public var laneCount: Int { (count + 7) >> 3 }

  /// Lane number `i` (entries 8i … 8i+7; the last may hold padding).
  @inlinable @inline(__always) public func lane(_ i: Int) -> Lanes {
    UnsafeRawPointer(base).load(fromByteOffset: i << 6, as: Lanes.self)
  }

  @inlinable @inline(__always) public func setLane(_ i: Int, _ value: Lanes) {
    UnsafeMutableRawPointer(base).storeBytes(of: value, toByteOffset: i << 6, as: Lanes.self)
  }

  @inlinable @inline(__always) public func update(_ body: (inout Lanes) -> Void) {
    for i in 0..<laneCount {
      var x = lane(i)
      body(&x)
      setLane(i, x)
    }
  }

  @inlinable @inline(__always) public func update(_ a: Vector, _ body: (inout Lanes, inout Lanes) -> Void) {
    precondition(a.count == count)
    for i in 0..<laneCount {
      var x = lane(i), y = a.lane(i)
      body(&x, &y)
      setLane(i, x)
      a.setLane(i, y)
    }
  }

  @inlinable @inline(__always)
  public func update(_ a: Vector, _ b: Vector, _ body: (inout Lanes, inout Lanes, inout Lanes) -> Void) {
    precondition(a.count == count && b.count == count)
    for i in 0..<laneCount {
      var x = lane(i), y = a.lane(i), z = b.lane(i)
      body(&x, &y, &z)
      setLane(i, x)
      a.setLane(i, y)
      b.setLane(i, z)
    }
  }

  @inlinable @inline(__always)
  public func update(_ a: Vector, _ b: Vector, _ c: Vector,
                     _ body: (inout Lanes, inout Lanes, inout Lanes, inout Lanes) -> Void) {
    precondition(a.count == count && b.count == count && c.count == count)
    for i in 0..<laneCount {
      var x = lane(i), y = a.lane(i), z = b.lane(i), w = c.lane(i)
      body(&x, &y, &z, &w)
      setLane(i, x)
      a.setLane(i, y)
      b.setLane(i, z)
      c.setLane(i, w)
    }
  }

  @inlinable @inline(__always) public func update(reading a: Vector, _ body: (inout Lanes, Lanes) -> Void) {
    precondition(a.count == count)
    for i in 0..<laneCount {
      var x = lane(i)
      body(&x, a.lane(i))
      setLane(i, x)
    }
  }

  @inlinable @inline(__always)
  public func update(reading a: Vector, _ b: Vector, _ body: (inout Lanes, Lanes, Lanes) -> Void) {
    precondition(a.count == count && b.count == count)
    for i in 0..<laneCount {
      var x = lane(i)
      body(&x, a.lane(i), b.lane(i))
      setLane(i, x)
    }
  }

  @inlinable @inline(__always)
  public func update(reading a: Vector, _ b: Vector, _ c: Vector, _ body: (inout Lanes, Lanes, Lanes, Lanes) -> Void) {
    precondition(a.count == count && b.count == count && c.count == count)
    for i in 0..<laneCount {
      var x = lane(i)
      body(&x, a.lane(i), b.lane(i), c.lane(i))
      setLane(i, x)
    }
  }

  @inlinable @inline(__always)
  public func update(_ a: Vector, reading b: Vector, _ body: (inout Lanes, inout Lanes, Lanes) -> Void) {
    precondition(a.count == count && b.count == count)
    for i in 0..<laneCount {
      var x = lane(i), y = a.lane(i)
      body(&x, &y, b.lane(i))
      setLane(i, x)
      a.setLane(i, y)
    }
  }

  @inlinable @inline(__always)
  public func update(_ a: Vector, reading b: Vector, _ c: Vector,
                     _ body: (inout Lanes, inout Lanes, Lanes, Lanes) -> Void) {
    precondition(a.count == count && b.count == count && c.count == count)
    for i in 0..<laneCount {
      var x = lane(i), y = a.lane(i)
      body(&x, &y, b.lane(i), c.lane(i))
      setLane(i, x)
      a.setLane(i, y)
    }
  }

  @inlinable @inline(__always)
  public func update(_ a: Vector, _ b: Vector, reading c: Vector,
                     _ body: (inout Lanes, inout Lanes, inout Lanes, Lanes) -> Void) {
    precondition(a.count == count && b.count == count && c.count == count)
    for i in 0..<laneCount {
      var x = lane(i), y = a.lane(i), z = b.lane(i)
      body(&x, &y, &z, c.lane(i))
      setLane(i, x)
      a.setLane(i, y)
      b.setLane(i, z)
    }
  }

  /// self ← factor · self
  @inlinable @inline(__always) public func scale(by factor: Double) {
    update { x in x *= factor }
  }

  /// self ← self + factor · x
  @inlinable @inline(__always) public func add(_ x: Vector, times factor: Double) {
    let lanes = Lanes(repeating: factor)
    update(reading: x) { y, x in y = fma(lanes, x, y) }
  }

  /// self ← start - factor · direction (a trial point)
  @inlinable @inline(__always) public func assign(_ start: Vector, minus direction: Vector, times factor: Double) {
    let lanes = Lanes(repeating: -factor)
    update(reading: start, direction) { x, start, direction in x = fma(lanes, direction, start) }
  }
}
