import Foundation
import Numerics
import Optimization
import Testing

@testable import Problems

/// f at the start and at x[i] = 0.3 sin(1 + i), from an independent computation with NumPy.
private let matrixValues: [(name: String, start: Double, wave: Double)] = [
  ("matrix_inverse", 8.0, 11.797406658265396),
  ("matrix_sqrt", 7.698593030832352, 20.666968237129623),
  ("sylvester", 282.71622175931816, 198.70948604309012),
  ("procrustes", 3.6689937829875436, 6.304485702376557),
  ("whitening", 7.698593030832352, 6.06821495964518),
  ("block_rayleigh", -1.4967479569340791, -1.3641908046289786),
  ("low_rank", 8.61361566750636, 7.117273132070357),
  ("matrix_completion", 4.906203855812795, 4.032068554692513),
  ("cp_decomposition", 13.26437812439185, 11.380326502924769),
  ("deep_linear", 10.250904766588254, 16.64095943946058),
  ("autoencoder", 0.5944648938104141, 0.5971682620144394),
]

@Suite struct MatrixProblemTests {
  @Test(arguments: matrixValues.indices) func values(_ i: Int) throws {
    let known = matrixValues[i]
    let problem = try Catalogue.problem(known.name)
    let f = problem.function()
    #expect(isClose(try f.value(at: problem.start), known.start, 1e-12))
    #expect(isClose(try f.value(at: Vector((0..<problem.layout.count).map { 0.3 * sin(1 + Double($0)) })), known.wave, 1e-12))
  }

  @Test func everyMemberIsKnown() {
    let names = Set(matrixValues.map(\.name))
    let members = ProblemDeclaration.matrix.filter { $0.source != "the reference traces" }
    #expect(members.allSatisfy { names.contains($0.name) } && members.count == names.count)
    #expect(ProblemDeclaration.matrix.allSatisfy { $0.tags.contains(.matrix) })
    #expect(ProblemDeclaration.matrix.contains { $0.name == "bilinear" })
  }

  /// The answer that a problem carries is reached from its start.
  @Test(arguments: [
    ("matrix_inverse", "lbfgs | strongwolfe", 300), ("matrix_sqrt", "levenbergmarquardt(gaussnewton)", 50), ("sylvester", "lbfgs | strongwolfe", 300),
    ("procrustes", "lbfgs | strongwolfe", 300), ("whitening", "levenbergmarquardt(gaussnewton)", 100),
    ("block_rayleigh", "lbfgs | strongwolfe", 300), ("low_rank", "lbfgs | strongwolfe", 500),
    ("matrix_completion", "levenbergmarquardt(gaussnewton)", 300), ("cp_decomposition", "levenbergmarquardt(gaussnewton)", 300),
    ("deep_linear", "lbfgs | strongwolfe", 1000),
  ])
  func minimaAreReached(_ name: String, _ chain: String, _ steps: Int) throws {
    let problem = try Catalogue.problem(name)
    let f = problem.function()
    let minimum = try #require(problem.minimum)
    let optimizer = try Optimizer(try ChainReader.chain(chain), f, start: problem.start)
    var value = Double.infinity
    for _ in 0..<steps where value > minimum + 1e-10 {
      try optimizer.step()
      value = try f.value(at: optimizer.x)
    }
    #expect(value <= minimum + 1e-10, "\(name): \(value)")
    #expect(value >= minimum - 1e-10)
  }

  /// dim is the size of the matrices, and --condition their condition number.
  @Test func sizes() throws {
    #expect(try problem("sylvester dim=3").layout.segments.map(\.shape) == [[3, 3]])
    #expect(try problem("low_rank dim=12").layout.segments.map(\.shape) == [[12, 3], [12, 3]])
    #expect(try problem("deep_linear dim=2").layout.count == 12)
    let hard = try problem("matrix_inverse dim=4 condition=1000000")
    let H = Matrix(rows: 16, columns: 16)
    try hard.function().hessian(at: hard.start, into: H)
    // ∇² = 2 I ⊗ A²
    let eigen = SymmetricEigen(order: 16)
    #expect(eigen.factorValues(H))
    #expect(isClose(eigen.values[15] / eigen.values[0], 1e12, 1e-2))
  }
}
