import Glibc
import Numerics
import Testing

@testable import Optimization

private let updates: [[Double]] = (0..<12).map { t in (0..<4).map { 2 * sin(1.3 * Double(t * t) + Double($0)) } }

/// Adam by its definition, for the settings that the reference leaves out: alpha without the correction, other exponents.
@Test(arguments: [(2.0, true, 0.3), (2, false, 0.3), (3, true, 1), (1.5, false, 2)])
func adamByDefinition(_ p: Double, _ debias: Bool, _ alpha: Double) throws {
  var m = [0.0, 0, 0, 0], v = m
  var t = 0.0
  let expected = updates.map { u -> [Double] in
    t += 1
    m = zip(m, u).map { 0.8 * $0 + 0.2 * $1 }
    v = zip(v, u).map { 0.9 * $0 + 0.1 * pow(abs($1), p) }
    let scale = debias ? alpha * pow(1 - pow(0.9, t), 1 / p) / (1 - pow(0.8, t)) : alpha
    return zip(m, v).map { scale * $0 / (pow($1, 1 / p) + 1e-3) }
  }
  #expect(distance(try outputs("adam(0.8, 0.9, eps=1e-3, alpha=\(alpha), debias=\(debias), pow=\(p))", updates), expected) < 1e-13)
}

/// The first step of Adam is the sign of the gradient times alpha, whatever the decays.
@Test func adamStartsWithTheSign() throws {
  #expect(distance(try outputs("adam(0.3, 0.7, eps=0)", [updates[1]]), [updates[1].map { $0 < 0 ? -1 : 1 }]) < 1e-15)
}

/// RMSProp by its definition: maximum of v, variance not below zero, the transform sees the corrected average.
@Test func rmspropByDefinition() throws {
  var v = [0.0, 0, 0, 0], m = v, largest = v
  var t = 0.0
  let expected = updates.map { u -> [Double] in
    t += 1
    v = zip(v, u).map { 0.9 * $0 + 0.1 * $1 * $1 }
    largest = zip(largest, v).map { max($0, $1) }
    m = zip(m, u).map { 0.9 * $0 + 0.1 * $1 }
    let c = 1 / (1 - pow(0.9, t))
    return (0..<4).map { i in u[i] / (max(c * largest[i] - c * m[i] * c * m[i], 0).squareRoot() + 1e-2) }
  }
  let found = try outputs("rmsprop(0.9, 1e-2, centered=true, debias=true, amsgrad=true)", updates)
  // The variance of the first value is rounding alone.
  #expect(distance(Array(found.dropFirst()), Array(expected.dropFirst())) < 1e-12 && found[0].allSatisfy(\.isFinite))
  #expect(distance(
    try outputs("rmsprop(0.9, debias=true, exp_avg_sq_tfm=add(1))", [[2]]), [[2 / (5.0.squareRoot() + 1e-8)]]) < 1e-15)
}

/// AdaGrad-Norm with one sum for all tensors, as a sum and as a corrected average.
@Test func adagradNormOfAllTensors() throws {
  let layout = Layout([("a", [1]), ("b", [3])])
  var sum = 0.0, average = 0.0
  var t = 0.0
  var plain: [[Double]] = [], averaged: [[Double]] = []
  for u in updates {
    t += 1
    let q = u.reduce(0) { $0 + $1 * $1 }
    sum += q
    average = 0.9 * average + 0.1 * q
    plain.append(u.map { $0 / (sum.squareRoot() + 1e-10) / (1 + 0.1 * (t - 1)) })
    averaged.append(u.map { $0 / (average / (1 - pow(0.9, t)) + 1e-10) })
  }
  #expect(distance(try outputs("adagradnorm(lr_decay=0.1, layerwise=false)", updates, layout: layout), plain) < 1e-13)
  #expect(distance(try outputs("adagradnorm(beta=0.9, layerwise=false, use_sqrt=false)", updates, layout: layout), averaged) < 1e-13)
}

/// Rprop: sizes grow and shrink within their bounds; a change of sign takes the last step back, and the next one is not judged.
@Test func rpropBySigns() throws {
  #expect(try outputs("rprop(alpha=1, lb=none, ub=none)", [[3], [2], [-1], [-1], [-5]]) == [[1], [1.2], [-1.2], [-0.6], [-0.72]])
  #expect(try outputs("rprop(alpha=1, backtrack=false)", [[3], [-1], [-1], [-1]]) == [[1], [0], [-0.5], [-0.6]])
  #expect(try outputs("rprop(alpha=40)", [[1], [1], [1]]).map { $0[0] } == [40, 48, 50])
}

/// Where the sign changes the last update is taken back, or this one turned round; the modules behind do not reach its memory.
@Test func backtrackOnSignChange() throws {
  let u: [[Double]] = [[1, 1], [-2, 3], [4, -5]]
  #expect(try outputs("backtrackonsignchange", u) == [[1, 1], [-1, 3], [1, -3]])
  #expect(try outputs("backtrackonsignchange | lr(10)", u) == [[10, 10], [-10, 30], [10, -30]])
  #expect(try outputs("backtrackonsignchange(backtrack=false)", u) == [[1, 1], [2, 3], [4, 5]])
}

/// 1 where the sign stayed.
@Test func signMask() throws {
  let u: [[Double]] = [[1, 1, 0], [-2, 3, 1], [-4, -5, 2]]
  #expect(try outputs("signconsistencymask", u) == [[0, 0, 0], [0, 1, 0], [1, 0, 1]])
  #expect(try outputs("mul(signconsistencymask)", u) == [[0, 0, 0], [0, 3, 0], [-4, 0, 2]])
}

/// What OrthoGrad leaves is orthogonal to x and as long as before; an update along x leaves nothing, and zero stays zero.
@Test func orthogonalToTheParameters() throws {
  let x = [1.0, -2, 3, 0.5]
  let r = try outputs("orthograd(eps=0)", [updates[1]], start: x)[0]
  #expect(abs(zip(r, x).reduce(0) { $0 + $1.0 * $1.1 }) < 1e-14)
  #expect(abs(r.reduce(0) { $0 + $1 * $1 } - updates[1].reduce(0) { $0 + $1 * $1 }) < 1e-13)
  #expect(try outputs("orthograd", [[0, 0, 0, 0]], start: x)[0] == [0, 0, 0, 0])
  #expect(try outputs("orthograd(eps=0)", [[2, 0]], start: [1, 0])[0] == [0, 0])
}

/// At the least value the adaptive heavy ball stands still.
@Test func adaptiveHeavyBallAtTheMinimum() throws {
  #expect(try outputs("adaptiveheavyball", [[1, 2], [1, 2]], value: { _ in 0 }) == [[0, 0], [0, 0]])
  #expect(try outputs("adaptiveheavyball", [[0, 0]], value: { _ in 1 }) == [[0, 0]])
}

/// MARS corrects by the last change; the first update is only bounded.
@Test func marsByDefinition() throws {
  #expect(distance(
    try outputs("marscorrection(0.5, 0.1, none)", [[1], [3], [2]]), [[1], [3 + 0.1 * 2], [2 - 0.1]]) < 1e-15)
  #expect(distance([try outputs("marscorrection", [[3, 4]])[0]], [[0.6, 0.8]]) < 1e-15)
}

/// ‖u‖ of the averaged update falls below the divisor: AEGD's energy only falls.
@Test func energyFalls() throws {
  let chain = try ChainReader.chain("aegd(lr=0.5)")
  let function = HandWritten.rosenbrock()
  let optimizer = try Optimizer(chain, function, start: Vector([-1.2, 1]))
  let aegd = try #require(chain.modules[0] as? AEGD)
  var before = [Double.infinity, .infinity]
  for _ in 0..<50 {
    try optimizer.step()
    #expect(zip(aegd.r.values, before).allSatisfy { $0 <= $1 })
    before = aegd.r.values
  }
}
