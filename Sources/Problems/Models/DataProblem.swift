import Autograd
import Language
import Numerics
import Optimization

/// A model to be fitted to a CSV file.
///
/// - Throws: what is wrong with the options, the file or its contents, each with what mends it.
public func dataProblem(
  path: String, options: DataOptions, type: ElementType = .float64
) throws(ProblemError) -> Problem {
  try DataProblem(path: path, options: options, type: type).problem()
}

private struct DataProblem {
  let path: String
  let options: DataOptions
  let type: ElementType

  func problem() throws(ProblemError) -> Problem {
    let model = try Model(reading: options.model)
    let loss = try options.loss.map { text throws(ProblemError) in try Loss(reading: text) }
    try check(model, loss)
    let content: CSVFile.Content =
      switch (model, loss) {
      case (.linear, _): .numbers
      case (.logistic, _), (.softmax, _): .labels
      case (.mlp, nil): .either
      case (.mlp, let loss?): loss.classifies ? .labels : .numbers
      }
    let data = try Preparation(path: path, options: options, target: content).prepare()
    let learning = try learning(model, loss, data)
    return try assemble(learning, data)
  }

  /// Penalties in range, and a loss that fits the model.
  private func check(_ model: Model, _ loss: Loss?) throws(ProblemError) {
    for (name, weight) in [("l1", options.l1), ("l2", options.l2)] where !(weight >= 0 && weight < .infinity) {
      throw ProblemError(
        .invalid, "--\(name) \(canonicalText(of: weight)) is no weight of a penalty", hint: "it is finite and at least 0")
    }
    guard let loss else { return }
    let (allowed, hint): ([String], String) =
      switch model {
      case .linear: (["mse", "mae", "huber"], loss == .logistic ? "--model logistic" : "--model softmax")
      case .logistic: (["logistic"], loss == .crossentropy ? "--model softmax" : "--model linear")
      case .softmax: (["crossentropy"], loss == .logistic ? "--model logistic" : "--model linear")
      case .mlp: (Loss.names, "")
      }
    if !allowed.contains(where: { loss.name.hasPrefix($0) }) {
      throw ProblemError(
        .invalid, "the loss \(loss.name) does not fit the model \(model.name), which has \(allowed.joined(separator: ", "))",
        hint: "it fits \(hint)")
    }
  }

  private func learning(_ model: Model, _ given: Loss?, _ data: PreparedData) throws(ProblemError) -> Learning {
    let loss: Loss =
      given
      ?? {
        switch model {
        case .linear: .mse
        case .logistic: .logistic
        case .softmax: .crossentropy
        case .mlp: data.classes == nil ? .mse : .crossentropy
        }
      }()
    if loss.classifies { try checkClasses(loss, data) }
    let outputs = loss == .crossentropy ? data.classes?.count ?? 1 : 1
    let layout = model.layout(features: data.featureNames.count, outputs: outputs)
    guard layout.count <= ProblemDeclaration.largestDimension else {
      throw ProblemError(
        .invalid, "the model \(model.name) has \(layout.count) parameters",
        hint: "at most \(ProblemDeclaration.largestDimension) are possible: make its layers smaller")
    }
    return Learning(model: model, loss: loss, l1: options.l1, l2: options.l2, layout: layout, outputs: outputs)
  }

  private func checkClasses(_ loss: Loss, _ data: PreparedData) throws(ProblemError) {
    let classes = data.classes ?? []
    let shown = classes.prefix(6).map { "'\($0)'" }.joined(separator: ", ") + (classes.count > 6 ? ", …" : "")
    if classes.count < 2 {
      throw ProblemError(
        .data, "'\(path)': the target '\(data.targetName)' has one class, \(shown)", hint: "choose a --target with at least two")
    }
    if loss == .logistic, classes.count > 2 {
      throw ProblemError(
        .data, "'\(path)': the target '\(data.targetName)' has \(classes.count) classes, \(shown); the logistic loss takes two",
        hint: "--model softmax takes more")
    }
  }

  private func assemble(_ learning: Learning, _ data: PreparedData) throws(ProblemError) -> Problem {
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
    let onTrain = Measures(learning, on: train, type: type)
    let onTest = data.test.map { Measures(learning, on: $0, type: type) }
    return Problem(
      name: path, layout: learning.layout, start: learning.model.start(learning.layout, seed: options.seed),
      form: batches.map { learning.form(on: $0) } ?? learning.form(on: train, targets: targets), type: type,
      description: lines(learning, data, batches), entryNames: entryNames(learning, data), rowCount: train.rowCount,
      batches: batches,
      metrics: { x in
        onTrain.measure(at: x, prefix: "train") + (onTest?.measure(at: x, prefix: "test") ?? [])
      })
  }

  private func lines(_ learning: Learning, _ data: PreparedData, _ batches: Batches?) -> [String] {
    let names = data.featureNames
    let shown = names.prefix(8).joined(separator: ", ") + (names.count > 8 ? ", …" : "")
    var lines = [
      "\(path): \(counted(data.train.rowCount, "row")), \(counted(names.count, "feature")) (\(shown)), target \(data.targetName)"
    ]
    if let test = data.test { lines[0] += ", \(counted(test.rowCount, "row")) for testing" }
    var model = "model \(learning.model.name), mean loss \(learning.loss.name)"
    if learning.l1 > 0 { model += ", l1 \(canonicalText(of: learning.l1))" }
    if learning.l2 > 0 { model += ", l2 \(canonicalText(of: learning.l2))" }
    if options.standardize { model += ", features standardized" }
    lines.append(model)
    if let classes = data.classes {
      if learning.loss == .logistic {
        lines.append("positive class: \(classes[1]) (the other: \(classes[0]))")
      } else {
        lines.append("classes: \(classes.prefix(12).joined(separator: ", "))\(classes.count > 12 ? ", …" : "")")
      }
    }
    if let batches { lines.append("batches of \(options.batch ?? 0) rows, \(batches.perEpoch) an epoch") }
    return lines
  }

  /// Coefficients by the name of their feature: `w[age]`, `w[setosa,petal_width]`.
  private func entryNames(_ learning: Learning, _ data: PreparedData) -> [String]? {
    switch learning.model {
    case .linear, .logistic: return data.featureNames.map { "w[\($0)]" } + ["b"]
    case .softmax:
      let classes = data.classes ?? []
      return classes.flatMap { name in data.featureNames.map { "w[\(name),\($0)]" } } + classes.map { "b[\($0)]" }
    case .mlp: return nil
    }
  }
}
