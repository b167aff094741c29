import Numerics
import Optimization

#if canImport(Glibc)
  import Glibc
#endif

/// The rule that gives a start to coefficients that have none:
///
/// 1. Coefficients in which the model is linear (without bounds) are the solution of linear least squares, given the others.
/// 2. The others are ±10ᵏ·(1, 2, 3, …), in their order, with k from −6 to 6; inside their bounds, or else at the middle of them.
///    Of these points the one with the least sum of squares counts, with the coefficients of (1) solved for at each.
struct StartingValues {
  private let model: FitModel
  private let problem: FitProblem
  private let unknown: [Int]
  private let r: Vector
  private let J: Matrix

  init(_ model: FitModel) {
    self.model = model
    unknown = model.coefficients.indices.filter { model.coefficients[$0].startRule != nil }
    problem = FitProblem(model, free: unknown, values: model.start, isBounded: false)
    r = Vector(count: model.rowCount)
    J = Matrix(rows: model.rowCount, columns: unknown.count)
  }

  func fill() {
    if unknown.isEmpty { return }
    let linear = linearOnes()
    let others = unknown.indices.filter { !linear.contains($0) }
    var best: (rss: Double, x: Vector)?
    for x in candidates(others) {
      let rss = solve(linear, at: x)
      if rss.isFinite, rss < best?.rss ?? .infinity { best = (rss, x.copy()) }
    }
    for (i, k) in unknown.enumerated() {
      if let best { model.coefficients[k].start = best.x[i] }
      model.coefficients[k].startRule =
        best == nil ? "1: no candidate gave a finite sum of squares"
        : linear.contains(i) ? "linear least squares" : "least sum of squares among ±10^k"
    }
  }

  /// The coefficients whose columns of the Jacobian stay as they are when all of them move: to one side, to the other, and to 0,
  /// where they are solved from and where |b| has its kink.
  private func linearOnes() -> [Int] {
    var chosen: [Int] = []
    let x = Vector(unknown.map { model.coefficients[$0].start })
    guard let base = jacobian(at: x) else { return [] }
    for i in unknown.indices where !model.coefficients[unknown[i]].bounds.isActive {
      let all = chosen + [i]
      let isLinear = [1.0, -1, 0].allSatisfy { side in
        let moved = x.copy()
        for j in all { moved[j] = side * (x[j] + 0.75 + 0.5 * Double(j)) }
        guard let there = jacobian(at: moved) else { return false }
        return all.allSatisfy { j in
          (0..<model.rowCount).allSatisfy { abs(there[$0, j] - base[$0, j]) <= 1e-10 * abs(base[$0, j]) }
        }
      }
      if isLinear { chosen.append(i) }
    }
    return chosen
  }

  /// The Jacobian where the residuals are finite; its entries may not be.
  private func jacobian(at x: Vector) -> Matrix? {
    guard (try? problem.problem.function().jacobian(at: x, residuals: r, into: J)) != nil, r.isFinite else { return nil }
    return J.copy()
  }

  private func candidates(_ others: [Int]) -> [Vector] {
    let base = Vector(unknown.map { model.coefficients[$0].start })
    if others.isEmpty { return [base] }
    var points: [Vector] = []
    for sign in [1.0, -1] {
      for exponent in stride(from: 0, through: 6, by: 1).flatMap({ $0 == 0 ? [0] : [-$0, $0] }) {
        let x = base.copy()
        for (place, i) in others.enumerated() {
          let value = sign * pow(10, Double(exponent)) * Double(1 + place)
          if model.coefficients[unknown[i]].bounds.contains(value) { x[i] = value }
        }
        points.append(x)
      }
    }
    return points
  }

  /// Puts the solution for the linear ones into x; the sum of squares there.
  private func solve(_ linear: [Int], at x: Vector) -> Double {
    for i in linear { x[i] = 0 }
    guard let base = jacobian(at: x) else { return .infinity }
    if !linear.isEmpty {
      let part = Matrix(rows: model.rowCount, columns: linear.count)
      for row in 0..<part.rows { for (j, i) in linear.enumerated() { part[row, j] = base[row, i] } }
      let solution = Vector(count: linear.count)
      // Columns that hardly differ would give huge coefficients that cancel.
      guard LeastSquares(rows: part.rows, columns: part.columns).solve(part, r, into: solution, rcond: 1e-8) else { return .infinity }
      for (j, i) in linear.enumerated() { x[i] = -solution[j] }
    }
    return (try? problem.problem.function().value(at: x)) ?? .infinity
  }
}
