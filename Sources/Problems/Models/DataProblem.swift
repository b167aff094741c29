import Autograd
import Language
import Numerics
import Optimization

/// A model to be fitted to a CSV file.
///
/// - Throws: `ProblemError`, what is wrong with the options, the file or its contents, and `Diagnostics` of a formula.
public func dataProblem(path: String, options: DataOptions, type: ElementType = .float64) throws -> Problem {
  var options = options
  guard options.model.contains("~") else {
    let model = try Model(reading: options.model)
    return try DataProblem(path: path, options: options, type: type).problem(model)
  }
  let file = try CSVFile(path: path)
  let formula = try FormulaModel(options.model, header: file.header)
  try formula.claim(&options)
  return try DataProblem(path: path, options: options, type: type).problem(.formula(formula), file)
}

private struct DataProblem {
  let path: String
  let options: DataOptions
  let type: ElementType

  /// - Parameter file: where its header has been read.
  func problem(_ model: Model, _ file: CSVFile? = nil) throws(ProblemError) -> Problem {
    let loss = try options.loss.map { text throws(ProblemError) in try Loss(reading: text) }
    try check(model, loss)
    let content: CSVFile.Content =
      switch (model, loss) {
      case (.logistic, _), (.softmax, _): .labels
      case (.poisson, _): .numbers
      case (.mlp, nil): .either
      case (.linear, let loss), (.mlp, let loss), (.formula, let loss): loss?.classifies == true ? .labels : .numbers
      }
    var preparation = Preparation(path: path, options: options, target: content)
    if case .formula = model { preparation.features = .numbers }
    let data = try preparation.prepare(file)
    return try assemble(try learning(model, loss, data), data, preparation)
  }

  /// Penalties in range, and a loss that fits the model.
  private func check(_ model: Model, _ loss: Loss?) throws(ProblemError) {
    for (name, weight) in [("l1", options.l1), ("l2", options.l2)] where !(weight >= 0 && weight < .infinity) {
      throw ProblemError(
        .invalid, "--\(name) \(canonicalText(of: weight)) is no weight of a penalty", hint: "it is finite and at least 0")
    }
    guard let loss else { return }
    let allowed: [String] =
      switch model {
      case .linear: ["mse", "mae", "huber", "quantile", "hinge"]
      case .logistic: ["logistic"]
      case .softmax: ["crossentropy"]
      case .poisson: ["poisson"]
      case .mlp: Loss.names
      case .formula: Loss.names.filter { $0 != "crossentropy" }
      }
    if !allowed.contains(where: { loss.name.hasPrefix($0) }) {
      let fitting =
        switch loss {
        case .logistic, .poisson: loss.name
        case .crossentropy: "softmax"
        case .mse, .mae, .huber, .quantile, .hinge: "linear"
        }
      throw ProblemError(
        .invalid, "the loss \(loss.name) does not fit the model \(model.name), which has \(allowed.joined(separator: ", "))",
        hint: "it fits --model \(fitting)")
    }
  }

  private func learning(_ model: Model, _ given: Loss?, _ data: PreparedData) throws(ProblemError) -> Learning {
    let loss: Loss =
      given
      ?? {
        switch model {
        case .linear, .formula: .mse
        case .logistic: .logistic
        case .softmax: .crossentropy
        case .poisson: .poisson
        case .mlp: data.classes == nil ? .mse : .crossentropy
        }
      }()
    if loss.classifies { try checkClasses(loss, data) }
    if loss == .poisson { try checkCounts(data) }
    let outputs = loss == .crossentropy ? data.classes?.count ?? 1 : 1
    let layout = model.layout(features: data.featureNames.count, outputs: outputs, intercept: options.intercept)
    guard layout.count <= ProblemDeclaration.largestDimension else {
      throw ProblemError(
        .invalid, "the model \(model.name) has \(layout.count) parameters",
        hint: "at most \(ProblemDeclaration.largestDimension) are possible: make its layers smaller")
    }
    return Learning(
      model: model, loss: loss, l1: options.l1, l2: options.l2, intercept: options.intercept, layout: layout, outputs: outputs)
  }

  private func checkClasses(_ loss: Loss, _ data: PreparedData) throws(ProblemError) {
    let classes = data.classes ?? []
    let shown = classes.prefix(6).map { "'\($0)'" }.joined(separator: ", ") + (classes.count > 6 ? ", …" : "")
    if classes.count < 2 {
      throw ProblemError(
        .data, "'\(path)': the target '\(data.targetName)' has one class, \(shown)", hint: "choose a --target with at least two")
    }
    if loss.decidesBySign, classes.count > 2 {
      throw ProblemError(
        .data, "'\(path)': the target '\(data.targetName)' has \(classes.count) classes, \(shown); the \(loss.name) loss takes two",
        hint: "--model softmax takes more")
    }
  }

  /// Counts are not negative.
  private func checkCounts(_ data: PreparedData) throws(ProblemError) {
    for part in [data.train, data.validation, data.test] {
      guard let part, let row = (0..<part.rowCount).first(where: { part.targets[$0] < 0 }) else { continue }
      throw ProblemError(
        .data, "'\(path)', row \(part.rows[row]): the target '\(data.targetName)' is \(canonicalText(of: part.targets[row]))",
        hint: "the poisson loss takes counts, which are at least 0")
    }
  }

  private func assemble(_ learning: Learning, _ data: PreparedData, _ preparation: Preparation) throws(ProblemError) -> Problem {
    let train = data.train
    let targets = learning.shaped(train.targets)
    var batches: Batches?
    if let size = options.batch {
      guard size >= 1, size <= train.rowCount else {
        throw ProblemError(
          .invalid, "a batch of \(counted(size, "row")) is not possible", hint: "--batch is in 1...\(train.rowCount), the rows to train on")
      }
      if size < train.rowCount {
        batches = Batches(of: train, targets: targets, outputs: learning.outputs, size: size, seed: options.seed)
      }
    }
    let lines = lines(learning, data, batches)
    return Problem(
      name: path, layout: learning.layout, start: learning.model.start(learning.layout, seed: options.seed),
      form: batches.map { learning.form(on: $0) } ?? learning.form(on: train, targets: targets), type: type,
      description: lines, entryNames: entryNames(learning, data), rowCount: train.rowCount, batches: batches,
      model: DataModel(
        learning, data, preparation, type: type, lines: lines, epoch: batches?.perEpoch ?? (data.validation == nil ? nil : 1)))
  }

  private func lines(_ learning: Learning, _ data: PreparedData, _ batches: Batches?) -> [String] {
    let names = data.featureNames
    let shown = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
    var lines = [
      "\(path): \(counted(data.train.rowCount, "row")), \(counted(names.count, "feature")) (\(shown)), target \(data.targetName)"
    ]
    if let validation = data.validation {
      lines[0] += ", \(counted(validation.rowCount, "row")) for validation"
      if case .file(let other) = options.validation { lines[0] += " from \(other)" }
    }
    if let test = data.test { lines[0] += ", \(counted(test.rowCount, "row")) for testing" }
    var model = "model \(learning.model.name), mean loss \(learning.loss.name)"
    if learning.l1 > 0 { model += ", l1 \(canonicalText(of: learning.l1))" }
    if learning.l2 > 0 { model += ", l2 \(canonicalText(of: learning.l2))" }
    if !options.intercept { model += ", no intercept" }
    if options.standardize { model += ", features standardized" }
    lines.append(model)
    if let classes = data.classes {
      if learning.loss.decidesBySign {
        lines.append("positive class: \(classes[1]) (the other: \(classes[0]))")
      } else {
        lines.append("classes: \(classes.prefix(12).joined(separator: ", "))\(classes.count > 12 ? ", …" : "")")
      }
    }
    lines += data.notes
    if let batches { lines.append("batches of \(options.batch ?? 0) rows, \(batches.perEpoch) an epoch") }
    return lines
  }

  /// Coefficients by the name of their feature: `w[age]`, `w[setosa,petal_width]`.
  private func entryNames(_ learning: Learning, _ data: PreparedData) -> [String]? {
    switch learning.model {
    case .linear, .logistic, .poisson: return data.featureNames.map { "w[\($0)]" } + (options.intercept ? ["b"] : [])
    case .softmax:
      let classes = data.classes ?? []
      let intercepts = options.intercept ? classes.map { "b[\($0)]" } : []
      return classes.flatMap { name in data.featureNames.map { "w[\(name),\($0)]" } } + intercepts
    case .formula(let formula): return formula.coefficients
    case .mlp: return nil
    }
  }
}
