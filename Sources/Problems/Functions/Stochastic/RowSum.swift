import Autograd
import Numerics
import Optimization

/// A mean over the rows of made data: the part of a problem that a step may see a part of.
struct RowSum: Sendable {
  /// Rows that a step sees where a request says nothing.
  let batch: Int
  /// The same for every seed: a seed draws batches, not data.
  let data: @Sendable (_ dimension: Int) -> Dataset
  /// Residuals [rows], whose squares are the losses; nil: the losses themselves.
  let residuals: RowRule?
  let losses: RowRule

  typealias RowRule = @Sendable (_ parameters: [Expression], _ x: Expression, _ y: Expression) -> Expression

  /// Squares of residuals.
  init(batch: Int, data: @escaping @Sendable (Int) -> Dataset, residuals: @escaping RowRule) {
    self.batch = batch
    self.data = data
    self.residuals = residuals
    losses = { square(residuals($0, $1, $2)) }
  }

  init(batch: Int, data: @escaping @Sendable (Int) -> Dataset, losses: @escaping RowRule) {
    self.batch = batch
    self.data = data
    residuals = nil
    self.losses = losses
  }

  /// The mean over all rows.
  func form(_ dimension: Int) -> ObjectiveForm {
    let data = data(dimension)
    return form { parameters in
      let graph = parameters[0].graph
      return (graph.tensor(data.features, shape: [data.rowCount, data.featureCount]), graph.tensor(data.targets, shape: [data.rowCount]), nil)
    }
  }

  /// The mean over the present batch, which are inputs behind the parameters.
  func form(on batches: Batches) -> ObjectiveForm {
    form { parameters in
      let inputs = batches.inputs.enumerated().map { parameters[0].graph.input(parameters.count + $0, shape: $1.shape) }
      return (inputs[0], inputs[1], inputs[2])
    }
  }

  private func form(_ rows: @escaping ([Expression]) -> (x: Expression, y: Expression, weights: Expression?)) -> ObjectiveForm {
    let value: ObjectiveForm.Trace = { parameters in
      let (x, y, weights) = rows(parameters)
      let losses = losses(parameters, x, y)
      return weights.map { dot($0, losses) } ?? losses.mean()
    }
    guard let residuals else { return .value(value) }
    return .sumOfSquares(value) { parameters in
      let (x, y, weights) = rows(parameters)
      let r = residuals(parameters, x, y)
      return weights.map { sqrt($0) * r } ?? (1 / Double(r.count).squareRoot()) * r
    }
  }
}

extension ProblemRequest {
  /// A built-in mean over rows in batches: so many rows, or as many as it says itself. All rows are the problem as it is.
  func sum(over batch: Int?, in problem: Problem, of name: String) throws(ProblemError) -> Problem {
    guard let declaration = Catalogue.declaration(name), let rows = declaration.rows else {
      if batch == nil { return problem }
      let sums = Catalogue.all.filter { $0.rows != nil }.map(\.name).joined(separator: ", ")
      throw ProblemError(.invalid, "\(problem.name) is no sum over rows, so it has no batches", hint: "these have: \(sums), and CSV files")
    }
    let data = rows.data(dimension ?? declaration.dimension.standard)
    let size = batch ?? rows.batch
    guard size >= 1, size <= data.rowCount else {
      throw ProblemError(
        .invalid, "a batch of \(counted(size, "row")) is not possible", hint: "--batch is in 1...\(data.rowCount), the rows of \(problem.name)")
    }
    if size == data.rowCount { return problem }
    let batches = Batches(of: data, targets: data.targets, outputs: 1, size: size, seed: seed)
    return Problem(
      name: "\(problem.name) batch=\(size)", layout: problem.layout, start: problem.start, form: rows.form(on: batches), type: type,
      minimum: problem.minimum, minimizers: problem.minimizers, domain: problem.domain,
      description: problem.description + ["batches of \(size) rows, \(batches.perEpoch) an epoch (seed \(seed))"],
      rowCount: data.rowCount, batches: batches,
      metrics: { x in [("f of all rows", (try? problem.function().value(at: x)) ?? .nan)] })
  }
}
