import Autograd
import Numerics
import Optimization

/// Some of a model's coefficients as an objective, the others at fixed values.
public final class FitProblem {
  public let problem: Problem
  private let model: FitModel
  /// The coefficients that are fitted.
  public let free: [Int]
  private let values: [Double]
  /// The starts that the transformations of bounds take their units from.
  private let isBounded: Bool

  /// - Parameters:
  ///   - values: of all coefficients: the start of those that are free.
  ///   - isBounded: bounds are kept by their transformations; otherwise the entries of x are the coefficients themselves.
  ///   - scale: of a robust loss; nil: squares.
  public init(_ model: FitModel, free: [Int], values: [Double], isBounded: Bool, scale: Double? = nil) {
    self.model = model
    self.free = free
    self.values = values
    self.isBounded = isBounded
    let form = ObjectiveForm.residuals { parameters in
      let graph = parameters[0].graph
      var all = values.map { graph.constant($0) }
      for (i, k) in free.enumerated() {
        let coefficient = model.coefficients[k]
        all[k] = isBounded ? coefficient.bounds.value(parameters[0][i], start: coefficient.start) : parameters[0][i]
      }
      let r = model.residuals(graph, all)
      return scale.map { model.loss.residuals(r, scale: $0) } ?? r
    }
    let start = free.map { k in
      let coefficient = model.coefficients[k]
      return isBounded ? coefficient.bounds.parameter(values[k], start: coefficient.start) : values[k]
    }
    problem = Problem(
      name: model.path, layout: .vector(free.count), start: Vector(start), form: form, type: .float64,
      description: [model.formula], entryNames: free.map { model.coefficients[$0].name }, rowCount: model.rowCount)
  }

  /// All coefficients at a point x of the problem.
  public func coefficients(at x: Vector) -> [Double] {
    var all = values
    for (i, k) in free.enumerated() {
      let coefficient = model.coefficients[k]
      all[k] = isBounded ? coefficient.bounds.value(x[i], start: coefficient.start) : x[i]
    }
    return all
  }

  /// The point x at which the coefficients have these values.
  public func point(of coefficients: [Double]) -> Vector {
    Vector(
      free.map { k in
        let coefficient = model.coefficients[k]
        return isBounded ? coefficient.bounds.parameter(coefficients[k], start: coefficient.start) : coefficients[k]
      })
  }
}

extension FitLoss {
  /// Residuals whose squares are the loss of these.
  func residuals(_ r: Expression, scale: Double) -> Expression {
    switch self {
    case .squares: return r
    case .huber(let k, _):
      let z = r * (1 / scale)
      // The root sees nothing below k, where it would be NaN.
      let beyond = sqrt(2 * k * maximum(abs(z), k) - k * k)
      return scale * select(abs(z) .<= k, z, sign(z) * beyond)
    case .softAbsolute(let k, _):
      let z = r * (1 / (scale * k))
      return r * sqrt(2 / (1 + sqrt(1 + z * z)))
    }
  }
}
