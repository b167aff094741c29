import Numerics

extension Tape {
  /// All instructions of a run on one block after the other, so that what they pass on stays in the cache.
  @inline(never)
  func executeRun<T: KernelElement>(_ number: Int, _: T.Type) {
    let run = runs.base + number
    let count = run.pointee.count, block = run.pointee.block
    let first = blocks.base + run.pointee.first, end = blocks.base + run.pointee.end
    var start = 0
    while start < count {
      let length = min(block, count - start)
      var next = first
      while next < end {
        execute(next, start, length, T.self)
        next += 1
      }
      start += length
    }
  }

  @inline(__always)
  private func execute<T: KernelElement>(_ instruction: UnsafeMutablePointer<BlockInstruction>, _ start: Int, _ length: Int,
                                         _: T.Type) {
    let i = instruction.pointee
    let lanes = length / T._laneEntries, tail = length - lanes * T._laneEntries
    // Where the last lane may be written whole, it is; sums mask it.
    let whole = i.isExact || tail == 0 ? lanes : lanes + 1
    let pass = BlockPass<T>(
      d: i.d + start * Int(i.advanceD), a: i.a + start * Int(i.advanceA), b: i.b + start * Int(i.advanceB),
      c: i.c + start * Int(i.advanceC), strideA: Int(i.strideA), strideB: Int(i.strideB), strideC: Int(i.strideC),
      lanes: whole, tail: i.isExact ? tail : 0)
    switch i.code {
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
    case .softplus: pass.map2 { T.Lane._softplus($0, $1) }
    case .sigmoid: pass.map2 { T.Lane._sigmoid($0, $1) }
    case .select: pass.map3 { T.Lane._select($0, $1, $2) }
    case .multiplyAdd: pass.map3 { T.Lane._multiplyAdd($0, $1, $2) }
    case .multiplySubtract: pass.map3 { T.Lane._multiplySubtract($0, $1, $2) }
    case .negatedMultiplyAdd: pass.map3 { T.Lane._negatedMultiplyAdd($0, $1, $2) }
    case .accumulate: pass.accumulate()
    case .accumulateProduct: pass.accumulateProduct()
    case .sum, .sumOfProducts:
      var masked = pass
      (masked.lanes, masked.tail) = (lanes, tail)
      let d = i.d.assumingMemoryBound(to: T.self)
      d.pointee += i.code == .sum ? masked.sum() : masked.sumOfProducts()
    case .load:
      let d: UnsafeMutablePointer<T> = pointer(pass.d), a: UnsafeMutablePointer<T> = pointer(i.a)
      _loadStrided(d, a, StridedLayout(i.words), from: start, count: length)
    case .gather:
      let d: UnsafeMutablePointer<T> = pointer(pass.d), a: UnsafeMutablePointer<T> = pointer(i.a), table = i.words + start
      for j in 0..<length { d[j] = a[table[j]] }
    case .scatterAdd:
      let d: UnsafeMutablePointer<T> = pointer(i.d), a: UnsafeMutablePointer<T> = pointer(pass.a), table = i.words + start
      let step = i.strideA == 0 ? 0 : 1
      for j in 0..<length { d[table[j]] += a[j * step] }
    case .storeStrided: combine(i, pass, start, length, .store)
    case .addStrided: combine(i, pass, start, length, .add)
    case .maximumStrided: combine(i, pass, start, length, .maximum)
    case .minimumStrided: combine(i, pass, start, length, .minimum)
    case .fill, .splat, .maximumInto, .minimumInto, .run, .product, .factor, .substitute: break
    }
  }

  @inline(__always) private func pointer<T>(_ p: UnsafeMutableRawPointer) -> UnsafeMutablePointer<T> {
    p.assumingMemoryBound(to: T.self)
  }

  @inline(never)
  private func combine<T: KernelElement>(_ i: BlockInstruction, _ pass: BlockPass<T>, _ start: Int, _ length: Int, _ how: Combining) {
    let d: UnsafeMutablePointer<T> = pointer(i.d), a: UnsafeMutablePointer<T> = pointer(pass.a)
    _combineStrided(d, a, StridedLayout(i.words), from: start, count: length, how)
  }
}
