import Numerics
import Optimization
import Workbench

/// Keeps copies of the records that it is shown.
final class Recording: RunObserver {
  struct Row: Equatable {
    var step: Int
    var f: Double
    var gradientNorm: Double?
    var points: Int
    var x: [Double]
    var gradient: [Double]?
    var update: [Double]?
    var isLast: Bool
  }

  private(set) var rows: [Row] = []
  let vectors: RecordedVectors
  private let every: Int

  init(every: Int = 1, _ vectors: RecordedVectors = []) {
    self.every = every
    self.vectors = vectors
  }

  func nextStep(from step: Int) -> Int? { (step + every - 1) / every * every }

  func observe(_ record: StepRecord) throws {
    rows.append(
      Row(
        step: record.step, f: record.f, gradientNorm: record.gradientNorm, points: record.counts.points,
        x: record.x.values, gradient: record.gradient?.values, update: record.update?.values, isLast: record.isLast))
  }
}

/// A solver of a chain of test modules on a bowl from (1, 1).
func makeSolver(
  _ chain: String, _ function: ObjectiveFunction = Bowl(), start: [Double] = [1, 1], steps: Int = 1000, gtol: Double = 1e-8
) throws -> Solver {
  let solver = try Solver(try ChainReader.chain(chain, registry: testRegistry), function, start: Vector(start))
  solver.rules.maximalSteps = steps
  solver.rules.gradientTolerance = gtol
  return solver
}
