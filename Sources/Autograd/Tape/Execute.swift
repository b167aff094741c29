import Numerics

extension Tape {
  /// Executes the instructions in order: plain memory and calls of kernels, nothing else.
  @inline(__always)
  static func execute<T: KernelElement>(_ tape: UnsafePointer<Tape>, _: T.Type) {
    let s = tape.pointee.arena.assumingMemoryBound(to: T.self)
    var next = tape.pointee.instructions.base
    let end = next + tape.pointee.instructions.count
    while next < end {
      let (d, a, b, c) = (Int(next.pointee.d), Int(next.pointee.a), Int(next.pointee.b), Int(next.pointee.c))
      switch next.pointee.code {
      case .copy: s[d] = s[a]
      case .negate: s[d] = T._negate(s[a])
      case .square: s[d] = T._square(s[a])
      case .reciprocal: s[d] = T._reciprocal(s[a])
      case .sqrt: s[d] = T._sqrt(s[a])
      case .cbrt: s[d] = T._cbrt(s[a])
      case .exp: s[d] = T._exp(s[a])
      case .expm1: s[d] = T._expm1(s[a])
      case .log: s[d] = T._log(s[a])
      case .log1p: s[d] = T._log1p(s[a])
      case .sin: s[d] = T._sin(s[a])
      case .cos: s[d] = T._cos(s[a])
      case .tan: s[d] = T._tan(s[a])
      case .asin: s[d] = T._asin(s[a])
      case .acos: s[d] = T._acos(s[a])
      case .atan: s[d] = T._atan(s[a])
      case .sinh: s[d] = T._sinh(s[a])
      case .cosh: s[d] = T._cosh(s[a])
      case .tanh: s[d] = T._tanh(s[a])
      case .asinh: s[d] = T._asinh(s[a])
      case .acosh: s[d] = T._acosh(s[a])
      case .atanh: s[d] = T._atanh(s[a])
      case .erf: s[d] = T._erf(s[a])
      case .abs: s[d] = T._abs(s[a])
      case .sign: s[d] = T._sign(s[a])
      case .floor: s[d] = T._floor(s[a])
      case .relu: s[d] = T._relu(s[a])
      case .step: s[d] = T._step(s[a])
      case .expNegatedMagnitude: s[d] = T._expNegatedMagnitude(s[a])
      case .add: s[d] = T._add(s[a], s[b])
      case .subtract: s[d] = T._subtract(s[a], s[b])
      case .multiply: s[d] = T._multiply(s[a], s[b])
      case .divide: s[d] = T._divide(s[a], s[b])
      case .power: s[d] = T._power(s[a], s[b])
      case .minimum: s[d] = T._minimum(s[a], s[b])
      case .maximum: s[d] = T._maximum(s[a], s[b])
      case .atan2: s[d] = T._atan2(s[a], s[b])
      case .hypot: s[d] = T._hypot(s[a], s[b])
      case .less: s[d] = T._less(s[a], s[b])
      case .lessOrEqual: s[d] = T._lessOrEqual(s[a], s[b])
      case .equal: s[d] = T._equal(s[a], s[b])
      case .notEqual: s[d] = T._notEqual(s[a], s[b])
      case .multiplyTwice: s[d] = T._multiplyTwice(s[a], s[b], s[c])
      case .addMultiply: s[d] = T._addMultiply(s[a], s[b], s[c])
      case .subtractMultiply: s[d] = T._subtractMultiply(s[a], s[b], s[c])
      case .squaredDifference: s[d] = T._squaredDifference(s[a], s[b])
      case .softplus: s[d] = T._softplus(s[a], s[b])
      case .sigmoid: s[d] = T._sigmoid(s[a], s[b])
      case .select: s[d] = T._select(s[a], s[b], s[c])
      case .multiplyAdd: s[d] = T._multiplyAdd(s[a], s[b], s[c])
      case .multiplySubtract: s[d] = T._multiplySubtract(s[a], s[b], s[c])
      case .negatedMultiplyAdd: s[d] = T._negatedMultiplyAdd(s[a], s[b], s[c])
      case .accumulate: s[d] += s[a]
      case .accumulateProduct: s[d] = T._multiplyAdd(s[a], s[b], s[d])
      case .accumulateMultiplyAdd: s[d] += T._multiplyAdd(s[a], s[b], s[c])
      case .maximumInto: s[d] = T._maximum(s[d], s[a])
      case .minimumInto: s[d] = T._minimum(s[d], s[a])
      case .splat: UnsafeMutableRawPointer(s + d).storeBytes(of: T._splat(s[a]), as: T.Lane.self)
      case .fill: (s + d).update(repeating: s[a], count: b)
      case .run: executeRun(tape, a, T.self)
      case .product:
        let call = tape.pointee.products.base + a
        call.pointee.work(
          call.pointee.a.assumingMemoryBound(to: T.self), call.pointee.b.assumingMemoryBound(to: T.self),
          call.pointee.result.assumingMemoryBound(to: T.self))
      case .factor:
        let call = tape.pointee.factors.base + a
        call.pointee.work(call.pointee.a.assumingMemoryBound(to: T.self), call.pointee.result.assumingMemoryBound(to: T.self))
      case .substitute:
        let call = tape.pointee.substitutions.base + a
        call.pointee.work(
          call.pointee.a.assumingMemoryBound(to: T.self), call.pointee.b.assumingMemoryBound(to: T.self),
          call.pointee.result.assumingMemoryBound(to: T.self), scratch: tape.pointee.scratch.assumingMemoryBound(to: T.self))
      case .sum, .sumOfProducts, .load, .gather, .storeStrided, .addStrided, .maximumStrided, .minimumStrided, .scatterAdd:
        break
      }
      next += 1
    }
  }
}
