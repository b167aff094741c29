import Autograd
import Numerics
import Optimization

#if canImport(Glibc)
  import Glibc
#elseif canImport(Darwin)
  import Darwin
#endif

/// How well parameters predict a set of rows.
final class Measures {
  private let learning: Learning
  let data: Dataset
  private let type: ElementType
  private lazy var program = compile()
  private let outputs: Vector

  init(_ learning: Learning, on data: Dataset, type: ElementType) {
    self.learning = learning
    self.data = data
    self.type = type
    outputs = Vector(count: data.rowCount * learning.outputs)
  }

  /// What `measure` gives, by name.
  static func names(_ loss: Loss, prefix: String) -> [String] { ["\(prefix) loss", "\(prefix) \(quality(loss))"] }

  private static func quality(_ loss: Loss) -> String { loss.classifies ? "accuracy" : loss == .poisson ? "D²" : "R²" }

  /// The mean loss without penalties, and the accuracy, D² (Poisson) or R².
  func measure(at x: Vector, prefix: String) -> [(name: String, value: Double)] {
    let predictions = predictions(at: x)
    let quality =
      learning.loss.classifies ? accuracy(predictions) : learning.loss == .poisson ? explainedDeviance(predictions) : determination(predictions)
    return Array(zip(Measures.names(learning.loss, prefix: prefix), [program.scalar(0), quality]).map { (name: $0, value: $1) })
  }

  /// [rows] or [rows, classes], as the model gives them; valid until the next call.
  func predictions(at x: Vector) -> Vector {
    for (i, segment) in learning.layout.segments.enumerated() { program.setInput(i, x.base + segment.offset) }
    program.run()
    program.output(1, into: outputs.base)
    return outputs
  }

  private func compile() -> Program {
    let graph = Graph()
    let parameters = learning.layout.segments.enumerated().map { graph.input($0, shape: $1.shape) }
    let x = graph.tensor(data.features, shape: [data.rowCount, data.featureCount])
    let y = graph.tensor(
      learning.shaped(data.targets), shape: learning.outputs == 1 ? [data.rowCount] : [data.rowCount, learning.outputs])
    let loss = learning.meanLoss(parameters, x: x, y: y)
    return Program(graph: graph, outputs: [loss, learning.predictions(parameters, x)], inputs: parameters.map(\.shape), type: type)
  }

  /// The part of the rows whose class has the largest prediction.
  private func accuracy(_ predictions: Vector) -> Double {
    let correct = (0..<data.rowCount).count { Double(learning.decision(predictions, $0)) == data.targets[$0] }
    return Double(correct) / Double(data.rowCount)
  }

  /// R² = 1 − Σ(y − p)² / Σ(y − ȳ)²; NaN where all y are the same.
  private func determination(_ predictions: Vector) -> Double {
    let n = data.rowCount
    let mean = data.targets.sum / Double(n)
    var residual = 0.0
    var total = 0.0
    for row in 0..<n {
      residual += (data.targets[row] - predictions[row]) * (data.targets[row] - predictions[row])
      total += (data.targets[row] - mean) * (data.targets[row] - mean)
    }
    return part(residual, of: total)
  }

  private func part(_ residual: Double, of total: Double) -> Double {
    total > 0 && total < .infinity ? 1 - residual / total : .nan
  }

  /// D² = 1 − D(μ) / D(ȳ), D the deviance 2Σ(y log(y / μ) − (y − μ)), μ = exp p.
  private func explainedDeviance(_ predictions: Vector) -> Double {
    let n = data.rowCount
    let logMean = log(data.targets.sum / Double(n))
    var residual = 0.0
    var total = 0.0
    for row in 0..<n {
      let y = data.targets[row]
      let own = y > 0 ? y * log(y) : 0
      residual += own - y * predictions[row] - y + exp(predictions[row])
      total += own - (y > 0 ? y * logMean : 0) - y + exp(logMean)
    }
    return part(residual, of: total)
  }
}

extension Learning {
  /// The class that a row's predictions decide for.
  func decision(_ predictions: Vector, _ row: Int) -> Int {
    if outputs == 1 { return predictions[row] > 0 ? 1 : 0 }
    return (0..<outputs).max { predictions[row * outputs + $0] < predictions[row * outputs + $1] } ?? 0
  }
}
