import Autograd
import Numerics
import Optimization

/// A model with its loss and penalties: what is minimized over its parameters.
///
/// The objective is the mean loss + l2·‖w‖² + l1·‖w‖₁; intercepts are not penalized.
struct Learning {
  let model: Model
  let loss: Loss
  let l1, l2: Double
  let intercept: Bool
  let layout: Layout
  /// Predictions for a row: one, or one for each class.
  let outputs: Int

  func predictions(_ parameters: [Expression], _ x: Expression) -> Expression {
    model.predictions(parameters, x, intercept: intercept)
  }

  /// The weight tensors among the parameters.
  private func weights(_ parameters: [Expression]) -> [Expression] {
    zip(layout.segments, parameters).filter { $0.0.name.hasPrefix("w") }.map(\.1)
  }

  /// The mean loss; with row weights, which sum to 1, the weighted mean.
  func meanLoss(_ parameters: [Expression], x: Expression, y: Expression, rowWeights: Expression? = nil) -> Expression {
    let rows = loss.rows(predictions(parameters, x), y)
    return rowWeights.map { dot($0, rows) } ?? rows.mean()
  }

  func objective(_ parameters: [Expression], x: Expression, y: Expression, rowWeights: Expression? = nil) -> Expression {
    var f = meanLoss(parameters, x: x, y: y, rowWeights: rowWeights)
    for w in weights(parameters) {
      if l2 > 0 { f += l2 * square(w).sum() }
      if l1 > 0 { f += l1 * abs(w).sum() }
    }
    return f
  }

  /// Whether the objective is a sum of squares.
  var isSumOfSquares: Bool { loss == .mse && l1 == 0 }

  /// Residuals whose sum of squares is the objective: (p − y)/√n, one a row, and √l2·w, one a weight.
  func residuals(_ parameters: [Expression], x: Expression, y: Expression, rowWeights: Expression? = nil) -> Expression {
    let differences = predictions(parameters, x) - y
    let scale = rowWeights.map { sqrt($0) * differences } ?? (1 / Double(y.count).squareRoot()) * differences
    let penalties = l2 > 0 ? weights(parameters).map { l2.squareRoot() * $0.flattened } : []
    return concatenate([scale.flattened] + penalties)
  }

  /// On all rows.
  func form(on data: Dataset, targets: Vector) -> ObjectiveForm {
    form { parameters in
      let graph = parameters[0].graph
      let x = graph.tensor(data.features, shape: [data.rowCount, data.featureCount])
      let y = graph.tensor(targets, shape: self.outputs == 1 ? [data.rowCount] : [data.rowCount, self.outputs])
      return (x, y, nil)
    }
  }

  /// On the present batch, an input of the program behind the parameters.
  func form(on batches: Batches) -> ObjectiveForm {
    form { parameters in
      let inputs = batches.inputs.enumerated().map { i, input in
        parameters[0].graph.input(parameters.count + i, shape: input.shape)
      }
      return (inputs[0], inputs[1], inputs[2])
    }
  }

  private func form(_ data: @escaping ([Expression]) -> (Expression, Expression, Expression?)) -> ObjectiveForm {
    let value: ObjectiveForm.Trace = { parameters in
      let (x, y, rowWeights) = data(parameters)
      return self.objective(parameters, x: x, y: y, rowWeights: rowWeights)
    }
    guard isSumOfSquares else { return .value(value) }
    return .sumOfSquares(value) { parameters in
      let (x, y, rowWeights) = data(parameters)
      return self.residuals(parameters, x: x, y: y, rowWeights: rowWeights)
    }
  }

  /// The targets as the loss takes them: as they are, ±1 for two classes, or a row for each with a 1 for the class.
  func shaped(_ targets: Vector) -> Vector {
    if outputs == 1 {
      guard loss.decidesBySign else { return targets }
      let signs = Vector(count: targets.count)
      for i in 0..<targets.count { signs[i] = 2 * targets[i] - 1 }
      return signs
    }
    let rows = Vector(count: targets.count * outputs)
    for i in 0..<targets.count where !targets[i].isNaN { rows[i * outputs + Int(targets[i])] = 1 }
    return rows
  }
}
