import CVectorMath
import Numerics

/// The inverse Hessian of L-BFGS, H = the BFGS updates of γI by all pairs, times a vector: Nocedal's two loops.
///
/// Nocedal & Wright, Numerical Optimization, 2006, algorithm 7.4 with γ of equation 7.20.
struct TwoLoop {
  private var alpha: [Double] = []

  /// q ← H q; writes q's padding.
  mutating func apply(_ history: PairHistory, to q: Vector) {
    let count = history.count
    if count == 0 { return }
    if alpha.count < count { alpha = [Double](repeating: 0, count: history.capacity) }
    let lanes = history.lanes, remainder = history.entries & 7
    let q = UnsafeMutableRawPointer(q.base).assumingMemoryBound(to: Lanes.self)
    if remainder != 0 { q[lanes - 1] = tz_first8(q[lanes - 1], Int64(remainder), 0) }
    alpha.withUnsafeMutableBufferPointer { alpha in
      if history.entries <= 2 {
        TwoLoop.inScalars(history, &q[0], alpha)
      } else if lanes == 1 {
        q[0] = TwoLoop.inRegister(history, q[0], alpha)
      } else {
        TwoLoop.inMemory(history, q, alpha, lanes)
      }
    }
  }

  /// One pass over q for each half of each loop: it adds a multiple of one vector of the history and takes the product with the
  /// next one.
  private static func inMemory(
    _ history: PairHistory, _ q: PairHistory.Pointer, _ alpha: UnsafeMutableBufferPointer<Double>, _ lanes: Int
  ) {
    let count = history.count
    var slot = history.slot(0)
    var product = dot(history.s(slot), q, lanes)
    for age in 0..<count {
      let a = product * history.reciprocal(slot)
      alpha[age] = a
      let y = history.y(slot)
      if age + 1 < count {
        slot = history.slot(age + 1)
        product = addAndDot(q, -a, y, 1, history.s(slot), lanes)
      } else {
        product = addAndDot(q, -a, y, history.scale, y, lanes)
      }
    }
    for age in stride(from: count - 1, through: 0, by: -1) {
      let c = alpha[age] - product * history.reciprocal(slot)
      let s = history.s(slot)
      if age > 0 {
        slot = history.slot(age - 1)
        product = addAndDot(q, c, s, 1, history.y(slot), lanes)
      } else {
        let c = Lanes(repeating: c)
        for i in 0..<lanes { q[i] = fma(c, s[i], q[i]) }
      }
    }
  }

  /// The same for at most eight entries.
  private static func inRegister(
    _ history: PairHistory, _ start: Lanes, _ alpha: UnsafeMutableBufferPointer<Double>
  ) -> Lanes {
    var q = start
    for age in 0..<history.count {
      let slot = history.slot(age)
      let a = tz_sum8(history.s(slot)[0] * q) * history.reciprocal(slot)
      alpha[age] = a
      q = fma(Lanes(repeating: -a), history.y(slot)[0], q)
    }
    q *= history.scale
    for age in stride(from: history.count - 1, through: 0, by: -1) {
      let slot = history.slot(age)
      let b = tz_sum8(history.y(slot)[0] * q) * history.reciprocal(slot)
      q = fma(Lanes(repeating: alpha[age] - b), history.s(slot)[0], q)
    }
    return q
  }

  /// The same for one or two entries, where sums over lanes would be most of the time.
  private static func inScalars(
    _ history: PairHistory, _ lanes: inout Lanes, _ alpha: UnsafeMutableBufferPointer<Double>
  ) {
    var q0 = lanes[0], q1 = lanes[1]
    for age in 0..<history.count {
      let slot = history.slot(age)
      let s = history.s(slot), y = history.y(slot)
      let a = (s[0][0] * q0 + s[0][1] * q1) * history.reciprocal(slot)
      alpha[age] = a
      q0 -= a * y[0][0]
      q1 -= a * y[0][1]
    }
    q0 *= history.scale
    q1 *= history.scale
    for age in stride(from: history.count - 1, through: 0, by: -1) {
      let slot = history.slot(age)
      let s = history.s(slot), y = history.y(slot)
      let c = alpha[age] - (y[0][0] * q0 + y[0][1] * q1) * history.reciprocal(slot)
      q0 += c * s[0][0]
      q1 += c * s[0][1]
    }
    lanes[0] = q0
    lanes[1] = q1
  }
}
