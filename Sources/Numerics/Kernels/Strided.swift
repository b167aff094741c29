// Blocks of entries gathered from, or combined into, strided tensors: broadcasts, slices and transposes are loads; pads,
// concatenations and reductions over axes are the same addressing turned round.

/// How a block is combined into its destination.
public enum Combining: UInt8, Sendable {
  case store, add, maximum, minimum

  @inlinable @inline(__always) func callAsFunction<T: KernelElement>(_ old: T, _ new: T) -> T {
    switch self {
    case .store: new
    case .add: old + new
    case .maximum: T._maximum(old, new)
    case .minimum: T._minimum(old, new)
    }
  }

  @inlinable @inline(__always) func lanes<T: KernelElement>(_: T.Type, _ old: T.Lane, _ new: T.Lane) -> T.Lane {
    switch self {
    case .store: new
    case .add: T.Lane._add(old, new)
    case .maximum: T.Lane._maximum(old, new)
    case .minimum: T.Lane._minimum(old, new)
    }
  }
}

/// The address of entry i of a tensor with any strides: sizes and strides in plain memory as `[rank, sizes…, strides…]`, rank ≥ 1.
public struct StridedLayout {
  @usableFromInline let words: UnsafePointer<Int>
  @usableFromInline let rank: Int

  @inlinable public init(_ words: UnsafePointer<Int>) {
    self.words = words
    rank = words[0]
  }

  /// The size and stride of the last axis.
  @inlinable var width: Int { words[rank] }
  @inlinable var step: Int { words[2 * rank] }

  /// Where this row (all axes but the last) begins.
  @inlinable func offset(ofRow row: Int) -> Int {
    var row = row, offset = 0, axis = rank - 1
    while axis > 1 {
      let size = words[axis]
      let quotient = row / size
      offset += (row - quotient * size) * words[rank + axis]
      row = quotient
      axis -= 1
    }
    return axis == 1 ? offset + row * words[rank + 1] : offset
  }

  /// Calls `body(offset of the first entry, its number within the block, length)` for the parts of rows that make up the block.
  @inlinable @inline(__always) func rows(from start: Int, count: Int, _ body: (Int, Int, Int) -> Void) {
    var row = start / width, column = start - row * width, done = 0
    while done < count {
      let length = Swift.min(width - column, count - done)
      body(offset(ofRow: row) + column * step, done, length)
      done += length
      row += 1
      column = 0
    }
  }
}

/// d[i] ← a[address of entry start + i] for i < count.
@inlinable public func _loadStrided<T: KernelElement>(
  _ d: UnsafeMutablePointer<T>, _ a: UnsafePointer<T>, _ layout: StridedLayout, from start: Int, count: Int
) {
  let step = layout.step
  layout.rows(from: start, count: count) { offset, done, length in
    let source = a + offset, target = d + done
    switch step {
    case 1: _copyEntries(target, source, length)
    case 0: fillRow(target, source[0], length)
    default: for i in 0..<length { target[i] = source[i * step] }
    }
  }
}

/// d[address of entry start + i] ← combination of what is there with a[i], for i < count.
@inlinable @inline(__always) public func _combineStrided<T: KernelElement>(
  _ d: UnsafeMutablePointer<T>, _ a: UnsafePointer<T>, _ layout: StridedLayout, from start: Int, count: Int, _ how: Combining
) {
  let step = layout.step
  layout.rows(from: start, count: count) { offset, done, length in
    let source = a + done, target = d + offset
    switch step {
    case 1: combineRow(target, source, length, how)
    case 0: target[0] = how(target[0], reduceRow(source, length, how))
    default: for i in 0..<length { target[i * step] = how(target[i * step], source[i]) }
    }
  }
}

/// Copies whole lanes, the last of which overlaps the one before. Up to some thousand entries that takes less than memcpy, which
/// is either a call too much or (from some size on) an instruction that starts slowly.
@inlinable @inline(__always)
public func _copyEntries<T: KernelElement>(_ d: UnsafeMutablePointer<T>, _ a: UnsafePointer<T>, _ count: Int) {
  let lane = T._laneEntries, target = UnsafeMutableRawPointer(d), source = UnsafeRawPointer(a)
  if count < lane {
    for i in 0..<count { d[i] = a[i] }
  } else if count > 2048 * lane {
    d.update(from: a, count: count)
  } else {
    let last = (count - lane) * MemoryLayout<T>.stride
    var i = 0
    while i < last {
      target.storeBytes(of: source.loadUnaligned(fromByteOffset: i, as: T.Lane.self), toByteOffset: i, as: T.Lane.self)
      i += 64
    }
    target.storeBytes(of: source.loadUnaligned(fromByteOffset: last, as: T.Lane.self), toByteOffset: last, as: T.Lane.self)
  }
}

@inlinable @inline(__always)
func fillRow<T: KernelElement>(_ d: UnsafeMutablePointer<T>, _ value: T, _ count: Int) {
  let lane = T._laneEntries, target = UnsafeMutableRawPointer(d)
  if count < lane {
    for i in 0..<count { d[i] = value }
  } else {
    let last = (count - lane) * MemoryLayout<T>.stride, lanes = T._splat(value)
    var i = 0
    while i < last {
      target.storeBytes(of: lanes, toByteOffset: i, as: T.Lane.self)
      i += 64
    }
    target.storeBytes(of: lanes, toByteOffset: last, as: T.Lane.self)
  }
}

@inlinable @inline(__always)
func combineRow<T: KernelElement>(_ d: UnsafeMutablePointer<T>, _ a: UnsafePointer<T>, _ count: Int, _ how: Combining) {
  if how == .store { return d.update(from: a, count: count) }
  var i = 0
  let target = UnsafeMutableRawPointer(d), source = UnsafeRawPointer(a), size = MemoryLayout<T>.stride
  while i + T._laneEntries <= count {
    let old = target.loadUnaligned(fromByteOffset: i * size, as: T.Lane.self)
    let new = source.loadUnaligned(fromByteOffset: i * size, as: T.Lane.self)
    target.storeBytes(of: how.lanes(T.self, old, new), toByteOffset: i * size, as: T.Lane.self)
    i += T._laneEntries
  }
  while i < count {
    d[i] = how(d[i], a[i])
    i += 1
  }
}

@inlinable @inline(__always)
func reduceRow<T: KernelElement>(_ a: UnsafePointer<T>, _ count: Int, _ how: Combining) -> T {
  var i = T._laneEntries
  guard count >= 2 * i else {
    var result = a[0]
    for j in 1..<Swift.max(1, count) { result = how(result, a[j]) }
    return result
  }
  let source = UnsafeRawPointer(a), size = MemoryLayout<T>.stride
  var lanes = source.loadUnaligned(as: T.Lane.self)
  while i + T._laneEntries <= count {
    lanes = how.lanes(T.self, lanes, source.loadUnaligned(fromByteOffset: i * size, as: T.Lane.self))
    i += T._laneEntries
  }
  var result = withUnsafeBytes(of: lanes) { bytes in
    let parts = bytes.bindMemory(to: T.self)
    var r = parts[0]
    for j in 1..<T._laneEntries { r = how(r, parts[j]) }
    return r
  }
  while i < count {
    result = how(result, a[i])
    i += 1
  }
  return result
}
