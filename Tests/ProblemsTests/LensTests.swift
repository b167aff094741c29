import Autograd
import Numerics
import Optimization
import Testing

@testable import Problems

/// A request in words, made into its problem.
func problem(_ request: String) throws -> Problem { try ProblemRequest(reading: request).problem() }

private let lenses = ["scale=1000", "rotate", "permute", "shift=3", "scale=20 rotate permute shift=0.5"]
private let subjects = ["rosenbrock dim=5", "beale", "bilinear", "shapes", "mlp_toy", "cp_decomposition", "x^2+3*y^2+x*y start=x=1,y=2"]

@Suite struct LensTests {
  /// The point is the same, its name is another: f at the start, the minimum at the minimizers, and the same function everywhere.
  @Test(arguments: subjects, lenses) func theFunctionIsTheSame(_ subject: String, _ lens: String) throws {
    let (plain, seen) = (try problem(subject), try problem("\(subject) \(lens) seed=3"))
    let (f, g) = (plain.function(), seen.function())
    #expect(isClose(try f.value(at: plain.start), try g.value(at: seen.start), 1e-9, 1e-9))
    #expect(!seen.start.hasSameBits(as: plain.start) || lens == "permute")
    #expect(seen.minimum == plain.minimum && seen.minimizers.count == plain.minimizers.count)
    for (x, y) in zip(plain.minimizers, seen.minimizers) {
      #expect(isClose(try f.value(at: Vector(x)), try g.value(at: Vector(y)), 1e-8, 1e-8))
    }
    let map = LensMap(try ProblemRequest(reading: "sphere \(lens)").lenses, plain.layout, seed: 3)
    for x in points(plain) {
      let y = map.seenPoint(of: x)
      #expect(isClose(try f.value(at: x), try g.value(at: y), 1e-8, 1e-8))
      let back = map.problemPoint(of: y)
      for i in 0..<x.count { #expect(isClose(back[i], x[i], 1e-10, 1e-10)) }
    }
  }

  /// Derivatives are those of the composed form.
  @Test(arguments: subjects) func derivatives(_ subject: String) throws {
    let seen = try problem("\(subject) scale=20 rotate permute shift=0.5 seed=3")
    let f = seen.function()
    let n = seen.layout.count
    let x = points(seen)[1]
    let (g, above, below, product, v) = (Vector(count: n), Vector(count: n), Vector(count: n), Vector(count: n), Vector(count: n))
    _ = try f.gradient(at: x, into: g)
    var random = RandomSource(seed: 1)
    random.fill(v, .normal)
    try f.hessianProduct(at: x, v, into: product)
    let (h, moved) = (1e-6, x.copy())
    moved.add(v, times: h)
    let high = try f.gradient(at: moved, into: above)
    moved.add(v, times: -2 * h)
    let low = try f.gradient(at: moved, into: below)
    let slope = (0..<n).reduce(0.0) { $0 + g[$1] * v[$1] }
    #expect(isClose(slope, (high - low) / (2 * h), 1e-4, 1e-4 * max(1, g.maxAbs)))
    for i in 0..<n { #expect(isClose(product[i], (above[i] - below[i]) / (2 * h), 1e-4, 1e-4 * max(1, product.maxAbs))) }
  }

  @Test func residualsSurvive() throws {
    let seen = try problem("rosenbrock dim=4 rotate scale=10")
    let f = seen.function()
    #expect(seen.hasResiduals && f.capabilities.contains(.residuals))
    let r = Vector(count: f.residualCount)
    try f.residuals(at: seen.start, into: r)
    #expect(isClose(r.sumOfSquares, try f.value(at: seen.start), 1e-12))
  }

  /// Orthogonal, whatever the size: one matrix, blocks, blocks with a rest, and more rounds.
  @Test(arguments: [1, 2, 5, 256, 257, 320, 5000]) func rotationsAreOrthogonal(_ n: Int) throws {
    var lens = Lenses()
    lens.rotate = true
    let map = LensMap(lens, .vector(n), seed: 5)
    var random = RandomSource(seed: 2)
    let (a, b) = (Vector(count: n), Vector(count: n))
    random.fill(a, .normal)
    random.fill(b, .normal)
    let (p, q) = (map.seenPoint(of: a), map.seenPoint(of: b))
    func dot(_ a: Vector, _ b: Vector) -> Double { (0..<n).reduce(0) { $0 + a[$1] * b[$1] } }
    #expect(isClose(dot(p, q), dot(a, b), 1e-10, 1e-10 * Double(n)))
    #expect(isClose(dot(p, p), dot(a, a), 1e-12))
    let back = map.problemPoint(of: p)
    #expect((0..<n).allSatisfy { isClose(back[$0], a[$0], 1e-10, 1e-10) })
    // An axis is spread over all entries; without a rotation it would stay one.
    let axis = Vector(count: n)
    axis[n / 2] = 1
    let image = map.seenPoint(of: axis)
    if n >= 256 { #expect(image.maxAbs < 0.5 && (0..<n).allSatisfy { image[$0] != 0 }) }
  }

  /// A uniform rotation has no preferred direction: the mean of Q[0,0]² over seeds is 1/n, its mean 0.
  @Test func rotationsAreUniform() {
    let n = 4
    var (sum, squares) = (0.0, 0.0)
    for seed in 0..<2000 {
      var lens = Lenses()
      lens.rotate = true
      let entry = LensMap(lens, .vector(n), seed: UInt64(seed)).seenPoint(of: Vector([1, 0, 0, 0]))[0]
      sum += entry
      squares += entry * entry
    }
    #expect(abs(sum / 2000) < 0.05 && abs(squares / 2000 - 0.25) < 0.03)
  }

  @Test func unitsDifferByTheFactor() {
    var lens = Lenses()
    lens.scale = 1e4
    let units = LensMap(lens, .vector(9), seed: 1).problemPoint(of: Vector([Double](repeating: 1, count: 9))).values.sorted()
    #expect(isClose(units[8] / units[0], 1e4, 1e-12) && isClose(units[4], 1, 1e-12))
    for i in 1..<9 { #expect(isClose(units[i] / units[i - 1], 3.1622776601683795, 1e-12)) }
  }

  @Test func theShiftHasItsSize() throws {
    let seen = try problem("sphere dim=7 shift=12 seed=9")
    #expect(isClose(Vector(try #require(seen.minimizers.first)).norm2, 12, 1e-12))
  }

  /// A matrix is turned along its rows and columns, so its singular values stay (orthogonalising methods see the same).
  @Test func matricesStayMatrices() {
    var lens = Lenses()
    lens.rotate = true
    lens.permute = true
    let map = LensMap(lens, Layout([("W", [3, 4])]), seed: 2)
    let rankOne = Vector((0..<12).map { (i: Int) -> Double in Double(1 + i / 4) * Double(2 - i % 4) })
    let image = Matrix(rows: 3, columns: 4, in: map.seenPoint(of: rankOne))
    for i in 1..<3 {
      for j in 1..<4 {
        let minor = image[0, 0] * image[i, j] - image[0, j] * image[i, 0]
        #expect(abs(minor) < 1e-12)
      }
    }
  }

  @Test func theDomainHoldsTheImage() throws {
    for lens in lenses {
      let seen = try problem("himmelblau \(lens) seed=4")
      #expect(seen.domain.count == 2)
      for y in seen.minimizers { #expect(zip(y, seen.domain).allSatisfy { $1.contains($0) }) }
    }
  }

  @Test func seedsAndNames() throws {
    #expect(try problem("booth rotate seed=1").start.values == problem("booth rotate seed=1").start.values)
    #expect(try problem("booth rotate seed=1").start.values != problem("booth rotate seed=2").start.values)
    #expect(try problem("booth shift=2 permute rotate scale=10").name == "booth scale=10 rotate permute shift=2")
    // A lens more leaves the others as they are.
    let (one, two) = (try problem("sphere dim=3 shift=2"), try problem("sphere dim=3 shift=2 permute"))
    #expect(Set(one.minimizers[0].map { ($0 * 1e9).rounded() }) == Set(two.minimizers[0].map { ($0 * 1e9).rounded() }))
  }

  @Test(arguments: ["booth scale=0.5", "booth scale=nan", "booth shift=-1", "booth shift=1e13", "booth scale=inf"]) func wrongNumbers(_ request: String) {
    #expect(throws: ProblemError.self) { try problem(request) }
  }
}

/// What lenses are for: methods that do not depend on coordinates, or on units, or on the order of entries, show it.
@Suite struct InvarianceTests {
  struct Row: Sendable, CustomTestStringConvertible {
    let chain: String
    /// The lenses that leave the values of the trajectory as they are; all others change them.
    let invariant: Set<String>
    var testDescription: String { chain }
  }

  static let lenses = ["rotate", "scale=5", "permute", "shift=5"]
  static let rows = [
    Row(chain: "lr(1e-3)", invariant: ["rotate", "permute", "shift=5"]),
    Row(chain: "heavyball(0.9) | lr(1e-4)", invariant: ["rotate", "permute", "shift=5"]),
    Row(chain: "bfgs | backtracking", invariant: ["rotate", "permute", "shift=5"]),
    Row(chain: "fletcherreeves | backtracking", invariant: ["rotate", "permute", "shift=5"]),
    Row(chain: "newton | backtracking", invariant: ["rotate", "scale=5", "permute", "shift=5"]),
    Row(chain: "gaussnewton | backtracking", invariant: ["rotate", "scale=5", "permute", "shift=5"]),
    Row(chain: "adam | lr(0.05)", invariant: ["permute", "shift=5"]),
    Row(chain: "sign | lr(0.01)", invariant: ["permute", "shift=5"]),
    Row(chain: "rprop", invariant: ["permute", "shift=5"]),
  ]

  /// f at the points of a run.
  private func values(_ chain: String, _ request: String, steps: Int = 8) throws -> [Double] {
    let problem = try problem(request)
    let f = problem.function()
    let optimizer = try Optimizer(try ChainReader.chain(chain), f, start: problem.start)
    return try (0..<steps).map { _ in
      do { try optimizer.step() } catch RunEnd.diverged { return .nan }
      return try f.value(at: optimizer.x)
    }
  }

  @Test(arguments: rows) func invariances(_ row: Row) throws {
    let plain = try values(row.chain, "rosenbrock dim=4")
    for lens in InvarianceTests.lenses {
      let seen = try values(row.chain, "rosenbrock dim=4 seed=6 \(lens)")
      let isSame = zip(plain, seen).allSatisfy { isClose($0, $1, 1e-5, 1e-9) }
      #expect(isSame == row.invariant.contains(lens), "\(lens): \(plain) \(seen)")
    }
  }

  /// Turning a matrix along rows and columns leaves orthogonalised steps alone, and changes elementwise ones.
  @Test func matrixMethods() throws {
    for (chain, isInvariant) in [("orthogonalize | lr(0.05)", true), ("adam | lr(0.05)", false)] {
      let (plain, seen) = (try values(chain, "matrix_sqrt"), try values(chain, "matrix_sqrt rotate seed=2"))
      #expect(zip(plain, seen).allSatisfy { isClose($0, $1, 1e-5) } == isInvariant, "\(chain): \(plain) \(seen)")
    }
  }
}
