import Numerics

extension Tape {
  /// All instructions of a run on one block after the other, so that what they pass on stays in the cache.
  @inline(never)
  static func executeRun<T: KernelElement>(_ tape: UnsafePointer<Tape>, _ number: Int, _: T.Type) {
    let run = tape.pointee.runs.base + number, blocks = tape.pointee.blocks.base
    let count = run.pointee.count, block = run.pointee.block
    let body = blocks + run.pointee.body, end = blocks + run.pointee.end
    var next = blocks + run.pointee.first
    while next < body {
      execute(next, Block(0, min(block, count), T.self), T.self)
      next += 1
    }
    var start = 0
    while start < count {
      let part = Block(start, min(block, count &- start), T.self)
      next = body
      while next < end {
        execute(next, part, T.self)
        next += 1
      }
      start &+= block
    }
  }

  /// The entries of one block.
  private struct Block {
    var start, length: Int
    /// How far into arrays it lies, in bytes.
    var distance: Int
    /// Whole lanes and the entries that remain; lanes, the last of which may be partly filled.
    var lanes, tail, allLanes: Int

    @inline(__always) init<T: KernelElement>(_ start: Int, _ length: Int, _: T.Type) {
      (self.start, self.length) = (start, length)
      distance = start &* MemoryLayout<T>.stride
      lanes = Int(bitPattern: UInt(bitPattern: length) / UInt(bitPattern: T._laneEntries))
      tail = length &- lanes &* T._laneEntries
      allLanes = tail == 0 ? lanes : lanes &+ 1
    }
  }

  @inline(__always)
  private static func execute<T: KernelElement>(_ i: UnsafeMutablePointer<BlockInstruction>, _ block: Block, _: T.Type) {
    // Where the last lane may be written whole, it is; sums mask it.
    let isExact = i.pointee.isExact, distance = block.distance
    let pass = BlockPass<T>(
      d: i.pointee.d + (distance & i.pointee.maskD), a: i.pointee.a + (distance & i.pointee.maskA),
      b: i.pointee.b + (distance & i.pointee.maskB), c: i.pointee.c + (distance & i.pointee.maskC),
      strideA: i.pointee.strideA, strideB: i.pointee.strideB, strideC: i.pointee.strideC,
      lanes: isExact ? block.lanes : block.allLanes, tail: isExact ? block.tail : 0)
    switch i.pointee.code {
    case .copy: pass.map { $0 }
    case .negate: pass.map { T.Lane._negate($0) }
    case .square: pass.map { T.Lane._square($0) }
    case .reciprocal: pass.map { T.Lane._reciprocal($0) }
    case .sqrt: pass.map { T.Lane._sqrt($0) }
    case .cbrt: pass.map { T.Lane._cbrt($0) }
    case .exp: pass.map { T.Lane._exp($0) }
    case .expm1: pass.map { T.Lane._expm1($0) }
    case .log: pass.map { T.Lane._log($0) }
    case .log1p: pass.map { T.Lane._log1p($0) }
    case .sin: pass.map { T.Lane._sin($0) }
    case .cos: pass.map { T.Lane._cos($0) }
    case .tan: pass.map { T.Lane._tan($0) }
    case .asin: pass.map { T.Lane._asin($0) }
    case .acos: pass.map { T.Lane._acos($0) }
    case .atan: pass.map { T.Lane._atan($0) }
    case .sinh: pass.map { T.Lane._sinh($0) }
    case .cosh: pass.map { T.Lane._cosh($0) }
    case .tanh: pass.map { T.Lane._tanh($0) }
    case .asinh: pass.map { T.Lane._asinh($0) }
    case .acosh: pass.map { T.Lane._acosh($0) }
    case .atanh: pass.map { T.Lane._atanh($0) }
    case .erf: pass.map { T.Lane._erf($0) }
    case .abs: pass.map { T.Lane._abs($0) }
    case .sign: pass.map { T.Lane._sign($0) }
    case .floor: pass.map { T.Lane._floor($0) }
    case .relu: pass.map { T.Lane._relu($0) }
    case .step: pass.map { T.Lane._step($0) }
    case .expNegatedMagnitude: pass.map { T.Lane._expNegatedMagnitude($0) }
    case .add: pass.map2 { T.Lane._add($0, $1) }
    case .subtract: pass.map2 { T.Lane._subtract($0, $1) }
    case .multiply: pass.map2 { T.Lane._multiply($0, $1) }
    case .divide: pass.map2 { T.Lane._divide($0, $1) }
    case .power: pass.map2 { T.Lane._power($0, $1) }
    case .minimum: pass.map2 { T.Lane._minimum($0, $1) }
    case .maximum: pass.map2 { T.Lane._maximum($0, $1) }
    case .atan2: pass.map2 { T.Lane._atan2($0, $1) }
    case .hypot: pass.map2 { T.Lane._hypot($0, $1) }
    case .less: pass.map2 { T.Lane._less($0, $1) }
    case .lessOrEqual: pass.map2 { T.Lane._lessOrEqual($0, $1) }
    case .equal: pass.map2 { T.Lane._equal($0, $1) }
    case .notEqual: pass.map2 { T.Lane._notEqual($0, $1) }
    case .multiplyTwice: pass.map3 { T.Lane._multiplyTwice($0, $1, $2) }
    case .addMultiply: pass.map3 { T.Lane._addMultiply($0, $1, $2) }
    case .subtractMultiply: pass.map3 { T.Lane._subtractMultiply($0, $1, $2) }
    case .squaredDifference: pass.map2 { T.Lane._squaredDifference($0, $1) }
    case .softplus: pass.map2 { T.Lane._softplus($0, $1) }
    case .sigmoid: pass.map2 { T.Lane._sigmoid($0, $1) }
    case .select: pass.map3 { T.Lane._select($0, $1, $2) }
    case .multiplyAdd: pass.map3 { T.Lane._multiplyAdd($0, $1, $2) }
    case .multiplySubtract: pass.map3 { T.Lane._multiplySubtract($0, $1, $2) }
    case .negatedMultiplyAdd: pass.map3 { T.Lane._negatedMultiplyAdd($0, $1, $2) }
    case .accumulate: pass.accumulate()
    case .accumulateProduct: pass.accumulateProduct()
    case .accumulateMultiplyAdd: pass.accumulateMultiplyAdd()
    case .sum, .sumOfProducts:
      var masked = pass
      (masked.lanes, masked.tail) = (block.lanes, block.tail)
      let d: UnsafeMutablePointer<T> = pointer(i.pointee.d)
      d.pointee += i.pointee.code == .sum ? masked.sum() : masked.sumOfProducts()
    case .load:
      let d: UnsafeMutablePointer<T> = pointer(pass.d), a: UnsafeMutablePointer<T> = pointer(i.pointee.a)
      _loadStrided(d, a, StridedLayout(i.pointee.words), from: block.start, count: block.length)
    case .gather:
      let d: UnsafeMutablePointer<T> = pointer(pass.d), a: UnsafeMutablePointer<T> = pointer(i.pointee.a), table = i.pointee.words + block.start
      for j in 0..<block.length { d[j] = a[table[j]] }
    case .scatterAdd:
      let d: UnsafeMutablePointer<T> = pointer(i.pointee.d), a: UnsafeMutablePointer<T> = pointer(pass.a), table = i.pointee.words + block.start
      let step = i.pointee.strideA == 0 ? 0 : 1
      for j in 0..<block.length { d[table[j]] += a[j * step] }
    case .storeStrided: combine(i, pass, block, .store)
    case .addStrided: combine(i, pass, block, .add)
    case .maximumStrided: combine(i, pass, block, .maximum)
    case .minimumStrided: combine(i, pass, block, .minimum)
    case .fill, .splat, .maximumInto, .minimumInto, .run, .product, .factor, .substitute: break
    }
  }

  @inline(__always) private static func pointer<T>(_ p: UnsafeMutableRawPointer) -> UnsafeMutablePointer<T> {
    p.assumingMemoryBound(to: T.self)
  }

  @inline(never)
  private static func combine<T: KernelElement>(_ i: UnsafeMutablePointer<BlockInstruction>, _ pass: BlockPass<T>, _ block: Block,
                                                  _ how: Combining) {
    let d: UnsafeMutablePointer<T> = pointer(i.pointee.d), a: UnsafeMutablePointer<T> = pointer(pass.a)
    _combineStrided(d, a, StridedLayout(i.pointee.words), from: block.start, count: block.length, how)
  }
}
