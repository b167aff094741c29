import Autograd
import Numerics
import Optimization
import Testing

@testable import Problems

extension MGHValues: CustomTestStringConvertible {
  var testDescription: String { "\(name) in \(dimension)" }
}

extension MGHMinimum: CustomTestStringConvertible {
  var testDescription: String { "\(name) in \(x.count), f = \(value)" }
}

@Suite struct MGHProblems {
  /// The set is the paper's, whole and in its order.
  @Test func members() {
    let names = Catalogue.set("mgh")?.members.map(\.name)
    #expect(
      names == [
        "rosenbrock", "freudenstein_roth", "powell_badly_scaled", "brown_badly_scaled", "beale", "jennrich_sampson", "helical_valley",
        "bard", "gaussian", "meyer", "gulf_research", "box_3d", "powell_singular", "wood", "kowalik_osborne", "brown_dennis",
        "osborne1", "biggs_exp6", "osborne2", "watson", "extended_rosenbrock", "extended_powell", "penalty1", "penalty2",
        "variably_dimensioned", "trigonometric", "brown_almost_linear", "discrete_boundary_value", "discrete_integral",
        "broyden_tridiagonal", "broyden_banded", "linear_full_rank", "linear_rank1", "linear_rank1_zero", "chebyquad",
      ])
    let others = ["watson", "chebyquad", "penalty1", "penalty2", "extended_powell"].map { Catalogue.declaration($0)?.dimension.standard }
    #expect(others == [6, 8, 4, 4, 12])
  }

  /// Formula, data, dimension and start are the paper's: a wrong one of them changes a value.
  @Test(arguments: mghValues) func values(_ known: MGHValues) throws {
    let fixed = Catalogue.declaration(known.name)?.dimension == .fixed(known.dimension)
    let problem = try Catalogue.problem(known.name, dimension: fixed ? nil : known.dimension)
    let n = known.dimension
    let places = [1, 10, 100].map { scale in Vector(problem.start.values.map { scale * $0 }) }
    let between = Vector((0..<n).map { 0.9 * problem.start[$0] + 0.05 * Double($0 + 1) / Double(n) })
    for (x, f) in zip(places + [between], known.f) {
      let found = try problem.function().value(at: x)
      #expect(found == f || isClose(found, f, 1e-12, 1e-24), "\(found) instead of \(f)")
    }
  }

  /// The declarations carry the minima, and f has that value there. Residuals are computed to about 1e-14.
  @Test(arguments: mghMinima) func minima(_ known: MGHMinimum) throws {
    let declaration = try #require(Catalogue.declaration(known.name))
    let n = known.x.count
    let problem = try declaration.problem(dimension: declaration.dimension == .fixed(n) ? nil : n)
    let found = try problem.function().value(at: Vector(known.x))
    #expect(isClose(found, known.value, valueTolerance(known.name), 1e-13 * known.value.squareRoot() + 1e-24), "\(found)")
    func isIt(_ value: Double?, _ points: [[Double]]) -> Bool {
      guard let value, isClose(value, known.value, 1e-14) else { return false }
      return points.contains { zip($0, known.x).allSatisfy { isClose($0, $1, 1e-13, 1e-20) } && $0.count == n }
    }
    if known.isLowest {
      #expect(isIt(problem.minimum, problem.minimizers))
    } else {
      #expect(declaration.localMinima.contains { local in isIt(local.value(n), local.minimizers.map { $0(n) }) })
    }
  }

  /// Minima at infinity are approached along a ray; x / s of its far points.
  @Test(arguments: [
    ("bard", [0, -1, -1], 17.428693333333333), ("jennrich_sampson", [0, -1], 259.58019013425328),
    ("kowalik_osborne", [1, 0, -45.25719173932302, -28.23149689908782], 0.0010273430486954578),
  ] as [(String, [Double], Double)])
  func minimaAtInfinity(_ name: String, _ ray: [Double], _ value: Double) throws {
    let local = try #require(Catalogue.declaration(name)?.localMinima.first)
    #expect(local.value(ray.count) == value)
    let limit = local.minimizers[0](ray.count)
    let x = zip(limit, ray).map { $0.isFinite ? $0 : 1e9 * $1 }
    #expect(zip(x, limit).allSatisfy { $1.isFinite || ($0 > 0) == ($1 > 0) })
    #expect(isClose(try Catalogue.problem(name).function().value(at: Vector(x)), value, 1e-8))
  }

  /// Minima that a formula gives for any n, against runs of the paper's condition: the gradient vanishes.
  @Test(arguments: ["penalty1", "linear_rank1", "linear_rank1_zero", "brown_almost_linear"], [3, 17, 300])
  func minimaOfAnyDimension(_ name: String, _ n: Int) throws {
    let problem = try Catalogue.problem(name, dimension: n)
    for x in problem.minimizers {
      let g = Vector(count: n)
      let f = try problem.function().gradient(at: Vector(x), into: g)
      #expect(isClose(f, try #require(problem.minimum), 1e-10, 1e-20))
      #expect(g.maxAbs <= 1e-9 * max(1, f))
    }
  }

  /// The smallest dimensions have no inner entries, no second neighbour, no half to double.
  @Test(arguments: Catalogue.set("mgh")!.members.map(\.name)) func smallestDimensions(_ name: String) throws {
    guard case .any(_, let least, _, let step) = try #require(Catalogue.declaration(name)).dimension else { return }
    for n in [least, least + step, least + 2 * step] {
      let problem = try Catalogue.problem(name, dimension: n)
      let f = problem.function(leastSquares: true)
      let (r, g, J) = (Vector(count: f.residualCount), Vector(count: n), Matrix(rows: f.residualCount, columns: n))
      let value = try f.gradient(at: problem.start, into: g)
      try f.jacobian(at: problem.start, residuals: r, into: J)
      #expect(isClose(value, r.sumOfSquares, 1e-13) && g.isFinite && J.storage.isFinite)
    }
  }

  /// Any dimension is a few operations on vectors: the graph of f and gradient has the same size, or grows with log n where
  /// there is a cumulated sum, a product or Chebyshev's doubling.
  @Test(arguments: Catalogue.set("mgh")!.members.filter { $0.dimension.allows(1000) }.map(\.name))
  func graphsDoNotGrow(_ name: String) throws {
    func nodes(_ n: Int) throws -> Int {
      let f = try #require(try Catalogue.problem(name, dimension: n).function() as? CompiledFunction)
      let g = Vector(count: n)
      _ = try f.gradient(at: Vector(count: n), into: g)
      return f.graph.nodes.count
    }
    let (small, large) = (try nodes(32), try nodes(1000))
    #expect(large <= 3 * small && large <= 500, "\(small) nodes, then \(large)")
  }
}
