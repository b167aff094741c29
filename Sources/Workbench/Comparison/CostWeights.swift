import Language
import Optimization

/// What an evaluation of each kind costs, in evaluations of f: the currency of budgets and of all comparisons.
public struct CostWeights: Sendable, Hashable {
  public var f = 1.0
  public var gradient = 1.0
  public var hessianProduct = 1.0
  /// A product with the Jacobian of the residuals; a whole Jacobian is as many as it has rows or columns, whichever are fewer.
  public var jacobianProduct = 1.0

  public init() {}

  /// - Parameter counts: with `jac` as above; the evaluator's own counts every row.
  @inline(__always)
  func cost(of counts: EvaluationCounts) -> Double {
    f * Double(counts.f) + gradient * Double(counts.g) + hessianProduct * Double(counts.hvp) + jacobianProduct * Double(counts.jac)
  }

  static let kinds: [(name: String, path: WritableKeyPath<CostWeights, Double> & Sendable)] = [
    ("f", \.f), ("g", \.gradient), ("hvp", \.hessianProduct), ("jac", \.jacobianProduct),
  ]

  /// Reads `f=1,g=2,hvp=4`; kinds that are not named keep 1.
  public init?(reading text: String) {
    for part in text.split(separator: ",", omittingEmptySubsequences: false) {
      let sides = part.split(separator: "=", maxSplits: 1).map { $0.filter { $0 != " " } }
      guard sides.count == 2, let kind = CostWeights.kinds.first(where: { $0.name == sides[0] }),
        let value = Double(sides[1]), value >= 0, value.isFinite
      else { return nil }
      self[keyPath: kind.path] = value
    }
  }

  /// What is wrong with the weights together.
  public var fault: String? {
    f > 0 ? nil : "an evaluation of f must cost something: it is the unit of all costs, and what the budget limits where nothing else is evaluated"
  }

  /// All four, as they are read.
  public var text: String {
    CostWeights.kinds.map { "\($0.name)=\(canonicalText(of: self[keyPath: $0.path]))" }.joined(separator: ",")
  }
}
